// SPDX-License-Identifier: Apache-2.0
// Signing in. The password is one step of its own, so that another step can follow it.
import { useState } from "preact/hooks";
import { Form, PasswordField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";
import { signIn } from "../api";

type StepProps = { onDone: () => Promise<void>; onFail: (refused: unknown) => void };

function PasswordStep({ onDone, onFail }: StepProps) {
  const { word } = useSpeech();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const send = () => signIn(name, password).then(onDone, onFail);
  return (
    <Form button={word("sign_in")} onSend={send}>
      <TextField label={word("name")} name="username" value={name} onValue={setName} complete="username" />
      <PasswordField label={word("password")} name="password" value={password} onValue={setPassword} complete="current-password" />
    </Form>
  );
}

export function SignIn(props: StepProps) {
  const { word } = useSpeech();
  return (
    <Page title={word("sign_in")} lead={word("sign_in_lead")} narrow>
      <Card><PasswordStep {...props} /></Card>
    </Page>
  );
}
