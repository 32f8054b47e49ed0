// SPDX-License-Identifier: Apache-2.0
// What the device senses, keeps and sends: the rows of its declaration, and the consent to usage data.
import { useSpeech } from "../../kit/language";
import { Card, Facts, Page } from "../../kit/page";
import { type PersonalData, type Privacy, readPrivacy, writeSettings } from "../api";
import { isAdmin, useAct, useHome, useReading } from "../home";

const kBases = ["consent", "contract", "legitimate_interest", "legal_obligation"] as const;
const baseOf = (text: string) => kBases.find((basis) => basis === text) ?? "contract";

export function ConsentButtons({ given, onChoice }: { given: boolean | null; onChoice: (allow: boolean) => void }) {
  const { word } = useSpeech();
  const pressed = (value: boolean) => (given === null ? undefined : given === value);
  return (
    <div class="buttons equal" role="group" aria-label={word("consent_title")}>
      <button type="button" class="plain" aria-pressed={pressed(false)} onClick={() => onChoice(false)}>{word("consent_no")}</button>
      <button type="button" class="plain" aria-pressed={pressed(true)} onClick={() => onChoice(true)}>{word("consent_yes")}</button>
    </div>
  );
}

export function TelemetryList({ rows }: { rows: Privacy["telemetry"] }) {
  const { both } = useSpeech();
  return (
    <ul class="rows">
      {rows.map((row) => <li key={row.id}><strong>{both(row.what)}</strong><span class="hint">{both(row.purpose)}</span></li>)}
    </ul>
  );
}

function Consent({ telemetry }: { telemetry: Privacy["telemetry"] }) {
  const { word } = useSpeech();
  const { session, settings, keep } = useHome();
  const act = useAct();
  const choose = (allow: boolean) => act(async () => keep(await writeSettings({ telemetry_consent: allow })), word("saved"));
  return (
    <Card title={word("consent_title")} id="consent">
      <p>{word("consent_text")}</p>
      <TelemetryList rows={telemetry} />
      <p role="status"><strong>{word(settings.telemetry_consent ? "consent_is_yes" : "consent_is_no")}</strong></p>
      {isAdmin(session) ? <ConsentButtons given={settings.telemetry_consent} onChoice={choose} /> : <p class="hint">{word("ask_administrator")}</p>}
    </Card>
  );
}

function Data({ row }: { row: PersonalData }) {
  const { word, both, sentence } = useSpeech();
  const where = row.where.map((place) => word(place === "device" ? "on_device" : "at_service")).join(word("comma"));
  const kept = row.retention_days === 0 ? word("until_erased") : word("days", { n: row.retention_days });
  const rows: [string, string][] = [[word("purpose"), both(row.purpose)], [word("basis"), word(`basis_${baseOf(row.basis)}`)], [word("where"), where],
    [word("recipients"), row.recipients.map(sentence).join(word("comma"))], [word("kept"), kept]];
  return <Card title={both(row.what)} id={row.id}><Facts rows={rows} /></Card>;
}

export function PrivacyPage() {
  const { word, both } = useSpeech();
  const { value } = useReading(readPrivacy);
  return (
    <Page title={word("page_privacy")} lead={word("privacy_lead")}>
      {value && (
        <>
          <Card title={word("sensors")} id="sensors">
            {value.sensors.length === 0 ? <p>{word("no_sensors")}</p> : <ul class="rows">{value.sensors.map((row) => <li key={row.id}>{both(row.what)}</li>)}</ul>}
          </Card>
          <Consent telemetry={value.telemetry} />
          {value.personal_data.map((row) => <Data key={row.id} row={row} />)}
          <Card title={word("services")} id="services">
            <p>{word("services_text")}</p>
            <ul class="rows">{value.services.map((row) => <li key={row.id}><strong>{row.host}</strong><span class="hint">{both(row.purpose)}</span></li>)}</ul>
          </Card>
        </>
      )}
    </Page>
  );
}
