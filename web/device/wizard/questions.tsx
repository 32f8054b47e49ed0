// SPDX-License-Identifier: Apache-2.0
// The screens after the account: updates, usage data, and what was set. Each answer is on the device before the next screen
// comes; until the last one the device says that set-up is not finished, so it goes on here after a power cut.
import { useState } from "preact/hooks";
import { Choices, Form } from "../../kit/forms";
import { Sign } from "../../kit/icons";
import { useSpeech } from "../../kit/language";
import { readPrivacy, writeSettings } from "../api";
import { useAct, useHome, useReading } from "../home";
import { ConsentButtons, TelemetryList } from "../pages/privacy";
import { goTo } from "../route";
import { Screen } from "./screen";

function Updates({ onDone }: { onDone: () => void }) {
  const { word, language } = useSpeech();
  const { settings, keep } = useHome();
  const act = useAct();
  const [choice, setChoice] = useState(settings.automatic_updates ? "on" : "off");
  const send = () => act(async () => { keep(await writeSettings({ automatic_updates: choice === "on", language })); onDone(); });
  return (
    <Screen at={3} title={word("setup_updates_title")} lead={word("setup_updates_lead")}>
      <Form button={word("continue")} onSend={send}>
        <Choices legend={word("how_updates")} name="automatic" value={choice} onValue={setChoice} options={[
          { value: "on", label: word("automatic_on"), hint: word("automatic_on_hint") },
          { value: "off", label: word("automatic_off"), hint: word("automatic_off_hint") },
        ]} />
      </Form>
    </Screen>
  );
}

function Usage({ onDone }: { onDone: () => void }) {
  const { word } = useSpeech();
  const { keep } = useHome();
  const { value } = useReading(readPrivacy);
  const act = useAct();
  const choose = (allow: boolean) => act(async () => { keep(await writeSettings({ telemetry_consent: allow, setup_finished: true })); onDone(); });
  return (
    <Screen at={4} title={word("consent_title")} lead={word("consent_text")}>
      {value && <TelemetryList rows={value.telemetry} />}
      <ConsentButtons given={null} onChoice={choose} />
    </Screen>
  );
}

function Summary({ onDone }: { onDone: () => void }) {
  const { word } = useSpeech();
  const { session, settings } = useHome();
  const lines = [
    word("summary_account", { name: session.name }),
    word(settings.automatic_updates ? "summary_automatic" : "summary_by_hand"),
    word(settings.telemetry_consent ? "summary_sends" : "summary_sends_nothing"),
    word("summary_closed"),
  ];
  return (
    <Screen at={5} title={word("summary_title")} lead={word("summary_lead")}>
      <ul class="ticks">{lines.map((line) => <li key={line}><Sign level="good" /><span>{line}</span></li>)}</ul>
      <div class="buttons"><button type="button" class="primary" onClick={() => { goTo("security"); onDone(); }}>{word("summary_done")}</button></div>
    </Screen>
  );
}

export function SetUpQuestions({ onDone }: { onDone: () => void }) {
  const [at, setAt] = useState<"updates" | "usage" | "summary">("updates");
  if (at === "updates") return <Updates onDone={() => setAt("usage")} />;
  if (at === "usage") return <Usage onDone={() => setAt("summary")} />;
  return <Summary onDone={onDone} />;
}
