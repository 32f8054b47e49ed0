// SPDX-License-Identifier: Apache-2.0
// The device's local API (contracts/http/local-api.md) as this page uses it: same origin, nothing else.
import type { Level } from "../kit/icons";
import type { InBoth } from "../kit/language";

export type DeviceState = "factory_default" | "initializing" | "initialized";
export type Role = "guest" | "user" | "admin";
export type Session = { name: string; role: Role; second_factor: boolean };
export type Person = { name: string; role: Role; temporary: boolean; second_factor: boolean; created: string | null; certificate_until: string | null };
export type Settings = {
  device_name: string;
  language: string;
  telemetry_consent: boolean;
  automatic_updates: boolean;
  updates_postponed_until: string | null;
  setup_finished: boolean;
  quiet_from: string | null; // "22:00" in the time that is utc_offset_min from UTC; null: no quiet hours
  quiet_to: string | null;
  utc_offset_min: number;
};
export type Phase = "idle" | "checking" | "available" | "downloading" | "verifying" | "installed_waiting_for_restart" | "on_trial";
export type Result = "none" | "succeeded" | "fell_back" | "refused" | "unreachable" | "failed";
export type PastUpdate = { at: string | null; version: string; result: Result; why: string; detail: string };
export type Update = {
  phase: Phase;
  running_version: string;
  available_version: string;
  security: boolean;
  risk: InBoth;
  interruption_s: number;
  permille: number;
  turn_at: string | null; // the service asked this device to wait with the available version until then
  deadline: string | null; // the available version cannot be postponed beyond it
  install_at: string | null;
  restart_at: string | null; // what is installed waits for it
  last_check: string | null;
  last_result: Result;
  last_version: string;
  last_reason: string;
  last_why: string;
  past: PastUpdate[];
  components: { name: string; version: string; what: InBoth }[]; // carried along beside the system
};
export type Wall = { wall: string; enforced: boolean; detail: string };
export type Process = { name: string; restarts: number; walls: Wall[] };
export type Status = {
  model: string;
  manufacturer: string;
  version: string;
  support_end: string;
  support_period_url: string;
  disclosure_policy_url: string;
  hardware_keys: boolean | null;
  processes: Process[] | null;
  update: Update | null;
};
export type Action = "install_update" | "check_updates" | "turn_on_updates" | "resume_updates" | "see_device" | "change_password";
export type Finding = { id: string; level: Level; state: string; action: Action | null; facts: Record<string, string | number> };
export type Security = { level: Level; findings: Finding[] };
type Declared = { id: string; what: InBoth; purpose: InBoth };
export type PersonalData = Declared & { basis: string; where: string[]; recipients: string[]; retention_days: number; sensitive: boolean };
export type Telemetry = Declared & { basis: string; recipient: string; retention_days: number };
export type Privacy = {
  sensors: { id: string; what: InBoth }[];
  personal_data: PersonalData[];
  telemetry: Telemetry[];
  services: { id: string; host: string; purpose: InBoth }[];
};
export type DeviceEvent = { at: string; kind: string; facts: Record<string, string> };
export type Erased = { records_erased: number; confirmation: string };

// The device said no. Anything else that is thrown means: no answer came.
export class Refusal extends Error {
  // needs: the password was right, and this is to be sent along with it. field: what was typed there is out of its bounds.
  constructor(readonly status: number, said: string, readonly waitS: number, readonly needs?: "code" | "new_password", readonly field?: string | null) {
    super(said);
  }
}

export async function ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { "x-cardea": "1" };
  const init: RequestInit = { method, headers, cache: "no-store" };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init);
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  if (!response.ok) throw new Refusal(response.status, answer.error ?? String(response.status), Number(response.headers.get("retry-after") ?? 1), answer.needs, answer.field);
  return answer;
}

export const readState = () => ask<{ state: DeviceState }>("GET", "/api/state");
export const setUp = (label_password: string, name: string, new_password: string) =>
  ask<unknown>("POST", "/api/setup", { label_password, name, new_password });
export const signIn = (name: string, password: string, more: { code?: string; new_password?: string } = {}) =>
  ask<unknown>("POST", "/api/session", { name, password, ...more });
export const signOut = () => ask<unknown>("DELETE", "/api/session");
export const readSession = () => ask<Session>("GET", "/api/session");
export const readSettings = () => ask<Settings>("GET", "/api/settings");
export const writeSettings = async (change: Partial<Settings>) =>
  ask<Settings>("PUT", "/api/settings", { ...(await readSettings()), ...change });
export const readStatus = () => ask<Status>("GET", "/api/status");
export const readSecurity = () => ask<Security>("GET", "/api/security");
export const readPrivacy = () => ask<Privacy>("GET", "/api/privacy");
export const readEvents = () => ask<{ events: DeviceEvent[] }>("GET", "/api/events");
export const readUpdate = () => ask<Update>("GET", "/api/update");
export const checkUpdate = () => ask<unknown>("POST", "/api/update/check");
export const applyUpdate = () => ask<unknown>("POST", "/api/update/apply");
export const postponeUpdates = (until: string) => ask<Settings>("POST", "/api/update/postpone", { until });
export type Medium = { name: string; size: number };
export const readMedia = async () => (await ask<{ files: Medium[] }>("GET", "/api/update/media")).files;
export const installMedium = (name: string) => ask<unknown>("POST", "/api/update/media", { name });

// Gives the device the parts of the file that it asks for, until it wants no more; its report says how it goes on.
export async function bringFile(file: Blob): Promise<void> {
  type Want = { offset: number; length: number };
  let want = await ask<Want>("POST", "/api/update/file", { size: file.size });
  while (want.length > 0) {
    const part = new Uint8Array(await file.slice(want.offset, want.offset + want.length).arrayBuffer());
    want = await ask<Want>("POST", "/api/update/file/part", { offset: want.offset, bytes: btoa(String.fromCharCode(...part)) });
  }
}
export const changePassword = (old_password: string, new_password: string) =>
  ask<unknown>("POST", "/api/password", { old_password, new_password });
export const readPeople = async () => (await ask<{ people: Person[] }>("GET", "/api/people")).people;
export const addPerson = (name: string, role: Role, password: string) => ask<unknown>("POST", "/api/people", { name, role, password });
export const addProgram = (name: string, role: Role, certificate: string) => ask<unknown>("POST", "/api/machines", { name, role, certificate });
export const removePerson = (name: string) => ask<unknown>("POST", "/api/people/remove", { name });
export const changeRole = (name: string, role: Role) => ask<unknown>("POST", "/api/people/role", { name, role });
export const resetPassword = (name: string, password: string) => ask<unknown>("POST", "/api/people/password", { name, password });
export const beginSecondStep = (password: string) => ask<{ secret: string; uri: string }>("POST", "/api/second-factor/begin", { password });
export const confirmSecondStep = (code: string) => ask<{ recovery_codes: string[] }>("POST", "/api/second-factor/confirm", { code });
export const removeSecondStep = (password: string) => ask<unknown>("POST", "/api/second-factor/remove", { password });
export const erase = (password: string) => ask<Erased>("POST", "/api/erase", { password });
