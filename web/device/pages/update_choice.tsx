// SPDX-License-Identifier: Apache-2.0
// When updates may come: postponed until a day, within what the maker signed, and not in the quiet hours of the household.
import { useState } from "preact/hooks";
import { Form, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card } from "../../kit/page";
import { Refusal, type Settings, type Update, postponeUpdates, writeSettings } from "../api";
import { useAct, useHome } from "../home";

const kDay_ms = 24 * 3600 * 1000;
const kPostponeDays = 30;
const kFirstFrom = "22:00";
const kFirstTo = "07:00";

// A moment's day where this browser is, as a date field wants it; and back, to its first moment.
const dayOf = (ms: number): string => new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const momentOf = (day: string): string => new Date(`${day}T00:00:00`).toISOString().replace(/\.\d+Z$/, "Z");

function Deadline({ update }: { update: Update }) {
  const { word, both, moment } = useSpeech();
  if (!update.deadline) return null;
  const over = Date.parse(update.deadline) <= Date.now();
  return <p class="risk">{word(over ? "deadline_over" : "deadline_text", { date: moment(update.deadline) })} <strong>{both(update.risk)}</strong></p>;
}

function DayForm({ last }: { last: string }) {
  const { word, day } = useSpeech();
  const { keep, fail } = useHome();
  const act = useAct();
  const first = dayOf(Date.now() + kDay_ms);
  const [chosen, setChosen] = useState("");
  const bounds = { first: day(first), last: day(last) };
  const send = async () => {
    if (chosen < first || chosen > last) return fail(new Refusal(422, word("postpone_other_day", bounds), 0));
    await act(async () => keep(await postponeUpdates(momentOf(chosen))), word("saved"));
  };
  return (
    <Form button={word("postpone_do")} tone="plain" onSend={send}>
      <TextField type="date" label={word("postpone_day")} name="until" value={chosen} min={first} max={last} onValue={setChosen} hint={word("postpone_days", bounds)} />
    </Form>
  );
}

export function Postponement({ settings, update }: { settings: Settings; update: Update }) {
  const { word, moment } = useSpeech();
  const { keep } = useHome();
  const act = useAct();
  const until = settings.updates_postponed_until;
  const deadline_ms = update.deadline ? Date.parse(update.deadline) : Infinity;
  const last = dayOf(Math.min(deadline_ms, Date.now() + kPostponeDays * kDay_ms));
  const possible = last > dayOf(Date.now());
  const stays = until && Date.parse(until) > deadline_ms ? update.deadline : until;
  return (
    <Card title={word("postpone_title")} id="postpone">
      <p>{stays ? word("postponed", { date: moment(stays) }) : word("postpone_text")}</p>
      <Deadline update={update} />
      {until
        ? <div class="buttons"><button type="button" class="plain" onClick={() => act(async () => keep(await writeSettings({ updates_postponed_until: null })), word("saved"))}>{word("action_resume_updates")}</button></div>
        : possible && <DayForm last={last} />}
    </Card>
  );
}

const zoneOf = (minutes: number): string => {
  const two = (n: number) => String(n).padStart(2, "0");
  const far = Math.abs(minutes);
  return `UTC${minutes < 0 ? "\u2212" : "+"}${two(Math.floor(far / 60))}:${two(far % 60)}`;
};

export function QuietHours({ settings }: { settings: Settings }) {
  const { word } = useSpeech();
  const { keep } = useHome();
  const act = useAct();
  const [from, setFrom] = useState(settings.quiet_from ?? kFirstFrom);
  const [to, setTo] = useState(settings.quiet_to ?? kFirstTo);
  const here = -new Date().getTimezoneOffset();
  const send = () => act(async () => keep(await writeSettings({ quiet_from: from, quiet_to: to, utc_offset_min: here })), word("saved"));
  const end = () => act(async () => keep(await writeSettings({ quiet_from: null, quiet_to: null, utc_offset_min: 0 })), word("saved"));
  const on = settings.quiet_from !== null && settings.quiet_to !== null;
  return (
    <Card title={word("quiet_title")} id="quiet">
      <p>{word("quiet_text")}</p>
      <p><strong>{on ? word("quiet_now", { from: settings.quiet_from ?? "", to: settings.quiet_to ?? "" }) : word("quiet_none")}</strong></p>
      {on && settings.utc_offset_min !== here && <p class="risk">{word("quiet_other_zone", { zone: zoneOf(settings.utc_offset_min) })}</p>}
      <Form button={word("quiet_save")} tone="plain" onSend={send} aside={on && <button type="button" class="plain" onClick={end}>{word("quiet_off")}</button>}>
        <TextField type="time" label={word("quiet_from")} name="quiet_from" value={from} onValue={setFrom} />
        <TextField type="time" label={word("quiet_to")} name="quiet_to" value={to} onValue={setTo} />
        <p class="hint">{word("quiet_zone", { zone: zoneOf(here) })}</p>
      </Form>
    </Card>
  );
}
