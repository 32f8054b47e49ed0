// SPDX-License-Identifier: Apache-2.0
// "Am I secure?": the findings of /api/security in words, each with the one thing to do about it.
import { Sign } from "../../kit/icons";
import { type Word, useSpeech } from "../../kit/language";
import { Page } from "../../kit/page";
import { type Action, type Finding, applyUpdate, checkUpdate, readSecurity, writeSettings } from "../api";
import { isAdmin, useAct, useHome, useReading } from "../home";
import { goTo } from "../route";
import { words } from "../words";

const weights = { bad: 0, attention: 1, good: 2 };
const ownersOnly: readonly Action[] = ["install_update", "turn_on_updates", "resume_updates"];

const wordOf = (key: string): Word => (Object.hasOwn(words, key) ? (key as Word) : "finding_other");

function useActions(again: () => void): Record<Action, () => Promise<void>> {
  const act = useAct();
  const { word } = useSpeech();
  const { keep } = useHome();
  const set = (change: Parameters<typeof writeSettings>[0]) => async () => { keep(await writeSettings(change)); again(); };
  return {
    install_update: () => act(async () => { await applyUpdate(); goTo("updates"); }, word("apply_started")),
    check_updates: () => act(async () => { await checkUpdate(); again(); }, word("check_started")),
    turn_on_updates: () => act(set({ automatic_updates: true }), word("saved")),
    resume_updates: () => act(set({ updates_postponed_until: null }), word("saved")),
    see_device: async () => goTo("device"),
    change_password: async () => goTo("people"),
  };
}

type RowProps = { finding: Finding; first: boolean; onAct: Record<Action, () => Promise<void>> };

function Row({ finding, first, onAct }: RowProps) {
  const { word, day } = useSpeech();
  const { session } = useHome();
  const values = { ...finding.facts, until: finding.facts.until ? day(String(finding.facts.until)) : "" };
  const mine = finding.action && (isAdmin(session) || !ownersOnly.includes(finding.action));
  return (
    <li class="finding">
      <Sign level={finding.level} />
      <div>
        <h2>{word(wordOf(`finding_${finding.id}`))}</h2>
        <p><span class="unseen">{word(`level_${finding.level}`)} </span>{word(wordOf(`finding_${finding.id}_${finding.state}`), values)}</p>
        {finding.action && !mine && <p class="hint">{word("ask_administrator")}</p>}
      </div>
      {finding.action && mine && (
        <button type="button" class={first ? "primary" : "plain"} onClick={onAct[finding.action]}>{word(`action_${finding.action}`)}</button>
      )}
    </li>
  );
}

export function SecurityPage() {
  const { word } = useSpeech();
  const { value, again } = useReading(readSecurity);
  const actions = useActions(again);
  const sorted = [...(value?.findings ?? [])].sort((a, b) => weights[a.level] - weights[b.level]);
  const open = sorted.filter((finding) => finding.level !== "good").length;
  const level = value?.level ?? "good";
  const verdict = value ? word(open === 0 ? "secure_yes" : open === 1 ? "secure_one" : "secure_some", { n: open }) : word("looking");
  return (
    <Page title={word("secure_title")}>
      <p class={`verdict ${level}`} role="status"><Sign level={level} large /><span>{verdict}</span></p>
      <ul class="findings">
        {sorted.map((finding, at) => <Row key={finding.id} finding={finding} first={at === 0 && finding.level !== "good"} onAct={actions} />)}
      </ul>
    </Page>
  );
}
