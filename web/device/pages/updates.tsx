// SPDX-License-Identifier: Apache-2.0
// Updates: what is there, what it removes, when it comes, what became of those before, and the choice to install now, wait, or do
// without, with the risk that stays.
import { Choices } from "../../kit/forms";
import { Sign } from "../../kit/icons";
import { type Word, useSpeech } from "../../kit/language";
import { Card, Facts, Page, TechnicalDetail } from "../../kit/page";
import { type PastUpdate, type Update, applyUpdate, checkUpdate, readSettings, readUpdate, writeSettings } from "../api";
import { isAdmin, useAct, useHome, useReading } from "../home";
import { words } from "../words";
import { Postponement, QuietHours } from "./update_choice";
import { FromFile } from "./update_file";

const moving = ({ phase, restart_at }: Update) => phase !== "idle" && phase !== "available" && !restart_at;
const wentWrong = (result: string) => ["fell_back", "refused", "failed", "unreachable"].includes(result);
const whyOf = (why: string): Word => (Object.hasOwn(words, `why_${why}`) ? (`why_${why}` as Word) : "why_other");

// What is there to know of the one that is offered or under way: the risk, which stays as long as it does not run.
function Offer({ update }: { update: Update }) {
  const { word, both, moment } = useSpeech();
  const { settings } = useHome();
  if (!update.available_version) return null;
  const waits = !settings.automatic_updates || update.install_at !== null;
  const restart = update.restart_at && word(update.restart_at === update.deadline ? "restart_at_deadline" : "restart_at", { date: moment(update.restart_at) });
  return (
    <>
      {update.security && <p class="risk"><strong>{word(waits ? "risk_stays_off" : "security_update")}</strong> {both(update.risk)}</p>}
      {update.deadline && !settings.automatic_updates && <p class="risk">{word("deadline_off", { date: moment(update.deadline) })}</p>}
      {update.install_at && <p>{word("install_at", { date: moment(update.install_at) })}</p>}
      {restart && <p>{restart}</p>}
      {update.turn_at && <p class="hint">{word("turn_waits", { date: moment(update.turn_at) })}</p>}
      <p class="hint">{word("interruption", { n: update.interruption_s })}</p>
    </>
  );
}

function Present({ update, again }: { update: Update; again: () => void }) {
  const { word, both, moment } = useSpeech();
  const { session } = useHome();
  const act = useAct();
  const waits = update.phase === "available" || update.restart_at !== null;
  const offered = waits && isAdmin(session);
  const level = update.available_version ? "attention" : "good";
  const phase = word(`phase_${update.phase}`, { v: update.available_version });
  return (
    <Card>
      <div class="state" role="status"><Sign level={level} /><strong>{phase}</strong></div>
      {(update.phase === "downloading" || update.phase === "verifying") && <progress max={1000} value={update.permille} aria-label={phase} />}
      <Offer update={update} />
      <div class="buttons">
        {offered && <button type="button" class="primary" onClick={() => act(async () => { await applyUpdate(); again(); }, word("apply_started"))}>{word(update.restart_at ? "update_restart" : "update_apply")}</button>}
        <button type="button" class={offered ? "plain" : "primary"} disabled={moving(update)} onClick={() => act(async () => { await checkUpdate(); again(); }, word("check_started"))}>{word("action_check_updates")}</button>
      </div>
      <Facts rows={[[word("running"), update.running_version], ...update.components.map((one): [string, string] => [both(one.what), one.version || word("component_none")]), [word("last_check"), moment(update.last_check)], [word("last_result"), word(`result_${update.last_result}`)]]} />
      {wentWrong(update.last_result) && <p class="hint">{word(whyOf(update.last_why))}</p>}
    </Card>
  );
}

function Past({ past }: { past: PastUpdate }) {
  const { word, moment } = useSpeech();
  return (
    <li>
      <strong>{past.version || word("past_no_version")}: {word(`result_${past.result}`)}</strong>
      <span>{word(whyOf(past.why))}</span>
      <span class="hint">{moment(past.at)}</span>
      {past.result !== "succeeded" && past.detail && <TechnicalDetail text={past.detail} />}
    </li>
  );
}

function History({ past }: { past: PastUpdate[] }) {
  const { word } = useSpeech();
  return (
    <Card title={word("past_title")} id="past">
      {past.length === 0 ? <p>{word("past_none")}</p> : <ul class="rows">{past.map((one) => <Past key={`${one.at} ${one.version} ${one.result}`} past={one} />)}</ul>}
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
      {value && isAdmin(session) && settings.automatic_updates && <Postponement settings={settings} update={value} />}
      {isAdmin(session) && settings.automatic_updates && <QuietHours settings={settings} />}
      {isAdmin(session) && <FromFile again={again} />}
      {value && <History past={value.past} />}
    </Page>
  );
}
