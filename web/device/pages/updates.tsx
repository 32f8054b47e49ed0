// SPDX-License-Identifier: Apache-2.0
// Updates: what is there, what it removes, and the choice to install now, wait, or do without, with the risk that stays.
import { Choices } from "../../kit/forms";
import { Sign } from "../../kit/icons";
import { useSpeech } from "../../kit/language";
import { Card, Facts, Page } from "../../kit/page";
import { type Settings, type Update, applyUpdate, checkUpdate, postponeUpdates, readSettings, readUpdate, writeSettings } from "../api";
import { isAdmin, useAct, useHome, useReading } from "../home";

const kDay_ms = 24 * 3600 * 1000;
const kPostponeDays = 7;
const moving = ({ phase }: Update) => phase !== "idle" && phase !== "available";
const inDays = (days: number) => new Date(Date.now() + days * kDay_ms).toISOString().replace(/\.\d+Z$/, "Z");
const wentWrong = (update: Update) => ["fell_back", "refused", "failed"].includes(update.last_result);

function Offer({ update }: { update: Update }) {
  const { word, both, moment } = useSpeech();
  if (!update.available_version) return null;
  return (
    <>
      {update.security && <p class="risk"><strong>{word("security_update")}</strong> {both(update.risk)}</p>}
      <p class="hint">{word("interruption", { n: update.interruption_s })}</p>
      {update.turn_at && <p class="hint">{word("turn_waits", { date: moment(update.turn_at) })}</p>}
    </>
  );
}

function Present({ update, again }: { update: Update; again: () => void }) {
  const { word } = useSpeech();
  const { session } = useHome();
  const act = useAct();
  const offered = update.phase === "available" && isAdmin(session);
  const level = update.available_version ? "attention" : "good";
  const result = word(`result_${update.last_result}`);
  return (
    <Card>
      <div class="state" role="status"><Sign level={level} /><strong>{word(`phase_${update.phase}`, { v: update.available_version })}</strong></div>
      {(update.phase === "downloading" || update.phase === "verifying") && <progress max={1000} value={update.permille} aria-label={word(`phase_${update.phase}`, { v: update.available_version })} />}
      <Offer update={update} />
      <div class="buttons">
        {offered && <button type="button" class="primary" onClick={() => act(async () => { await applyUpdate(); again(); }, word("apply_started"))}>{word("update_apply")}</button>}
        <button type="button" class={offered ? "plain" : "primary"} disabled={moving(update)} onClick={() => act(async () => { await checkUpdate(); again(); }, word("check_started"))}>{word("action_check_updates")}</button>
      </div>
      <History update={update} result={update.last_version ? `${update.last_version}: ${result}` : result} />
    </Card>
  );
}

function History({ update, result }: { update: Update; result: string }) {
  const { word, moment } = useSpeech();
  const rows: [string, string][] = [[word("running"), update.running_version], [word("last_check"), moment(update.last_check)], [word("last_result"), result]];
  return (
    <>
      <Facts rows={rows} />
      {wentWrong(update) && update.last_reason && <details><summary>{word("technical_detail")}</summary><p lang="en">{update.last_reason}</p></details>}
    </>
  );
}

function Postponement({ settings }: { settings: Settings }) {
  const { word, moment } = useSpeech();
  const { keep } = useHome();
  const act = useAct();
  const until = settings.updates_postponed_until;
  return (
    <Card title={word("postpone_title")} id="postpone">
      <p>{until ? word("postponed", { date: moment(until) }) : word("postpone_text")}</p>
      <div class="buttons">
        {until
          ? <button type="button" class="plain" onClick={() => act(async () => keep(await writeSettings({ updates_postponed_until: null })), word("saved"))}>{word("action_resume_updates")}</button>
          : <button type="button" class="plain" onClick={() => act(async () => keep(await postponeUpdates(inDays(kPostponeDays))), word("saved"))}>{word("update_postpone", { n: kPostponeDays })}</button>}
      </div>
    </Card>
  );
}

export function UpdatesPage() {
  const { word } = useSpeech();
  const { session, settings, keep } = useHome();
  const act = useAct();
  const { value, again } = useReading(async () => {
    const now = await readSettings();
    if (JSON.stringify(now) !== JSON.stringify(settings)) keep(now);
    return readUpdate();
  }, moving);
  const choose = (wanted: string) => act(async () => keep(await writeSettings({ automatic_updates: wanted === "on" })), word("saved"));
  return (
    <Page title={word("page_updates")} lead={word("updates_lead")}>
      {value && <Present update={value} again={again} />}
      {isAdmin(session) && (
        <Card>
          <Choices legend={word("how_updates")} name="automatic" value={settings.automatic_updates ? "on" : "off"} onValue={choose} options={[
            { value: "on", label: word("automatic_on"), hint: word("automatic_on_hint") },
            { value: "off", label: word("automatic_off"), hint: word("automatic_off_hint") },
          ]} />
        </Card>
      )}
      {isAdmin(session) && settings.automatic_updates && <Postponement settings={settings} />}
    </Page>
  );
}
