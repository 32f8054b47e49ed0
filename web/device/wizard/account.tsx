// SPDX-License-Identifier: Apache-2.0
// The first two screens: the label's password, which is good for this once, and the administrator's own.
import { useState } from "preact/hooks";
import { Form, PasswordField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Refusal, setUp } from "../api";
import { Screen } from "./screen";

type Props = { onDone: () => Promise<void>; onFail: (refused: unknown) => void; onWrongLabel: () => void; onClear: () => void };

export function SetUpAccount({ onDone, onFail, onWrongLabel, onClear }: Props) {
  const { word } = useSpeech();
  const [at, setAt] = useState<1 | 2>(1);
  const [label, setLabel] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const turn = (to: 1 | 2) => { onClear(); setAt(to); };
  const send = async () => {
    try {
      await setUp(label.trim(), name, password);
    } catch (refused) {
      if (!(refused instanceof Refusal) || refused.status !== 401) return onFail(refused);
      setAt(1);
      return onWrongLabel();
    }
    await onDone();
  };
  if (at === 1) {
    return (
      <Screen at={1} title={word("setup_title")} lead={word("setup_lead")}>
        <Form button={word("continue")} onSend={async () => turn(2)}>
          <TextField label={word("label_password")} name="label_password" value={label} onValue={setLabel} hint={word("label_hint")} />
        </Form>
      </Screen>
    );
  }
  return (
    <Screen at={2} title={word("account_title")} lead={word("account_lead")}>
      <Form button={word("continue")} onSend={send} aside={<button type="button" class="quiet" onClick={() => turn(1)}>{word("back")}</button>}>
        <TextField label={word("choose_name")} name="username" value={name} onValue={setName} hint={word("name_hint")} complete="username" maxLength={32} />
        <PasswordField label={word("choose_password")} name="new_password" value={password} onValue={setPassword} hint={word("password_hint")} complete="new-password" />
      </Form>
    </Screen>
  );
}
