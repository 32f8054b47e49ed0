// SPDX-License-Identifier: Apache-2.0
// Signing in: the password, and after a right one what the device still asks for.
import { useState } from "preact/hooks";
import { Form, PasswordField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";
import { Refusal, signIn } from "../api";

type SignInProps = { onDone: () => Promise<void>; onFail: (refused: unknown) => void };
type Needs = "code" | "new_password";

export function SignIn({ onDone, onFail }: SignInProps) {
  const { word } = useSpeech();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [needs, setNeeds] = useState<Needs | null>(null);
  const [more, setMore] = useState("");
  const send = async () => {
    try {
      await signIn(name, password, needs ? { [needs]: more } : {});
      await onDone();
    } catch (refused) {
      setMore("");
      if (!(refused instanceof Refusal) || !refused.needs || refused.needs === needs) return onFail(refused);
      onFail(null);
      setNeeds(refused.needs);
    }
  };
  const lead = word(needs === "code" ? "code_lead" : needs === "new_password" ? "first_lead" : "sign_in_lead");
  const back = <button type="button" class="plain" onClick={() => { setNeeds(null); setMore(""); onFail(null); }}>{word("back")}</button>;
  return (
    <Page key={needs} title={word("sign_in")} lead={lead} narrow>
      <Card>
        <Form button={word("sign_in")} onSend={send} aside={needs && back}>
          {!needs && <TextField label={word("name")} name="username" value={name} onValue={setName} complete="username" />}
          {!needs && <PasswordField label={word("password")} name="password" value={password} onValue={setPassword} complete="current-password" />}
          {needs === "code" && <TextField label={word("code")} name="code" value={more} onValue={setMore} complete="one-time-code" hint={word("code_hint")} />}
          {needs === "new_password" && <PasswordField label={word("new_password")} name="new_password" value={more} onValue={setMore} complete="new-password" />}
        </Form>
      </Card>
    </Page>
  );
}
