// SPDX-License-Identifier: Apache-2.0
// The signed-in account and its password.
import { useState } from "preact/hooks";
import { Form, PasswordField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Facts, Page } from "../../kit/page";
import { changePassword } from "../api";
import { isAdmin, useHome } from "../home";

function ChangePassword() {
  const { word } = useSpeech();
  const { session, say, fail } = useHome();
  const [before, setBefore] = useState("");
  const [wanted, setWanted] = useState("");
  const send = async () => {
    try {
      await changePassword(before, wanted);
      setBefore("");
      setWanted("");
      say(word("changed"));
    } catch (refused) {
      fail(refused);
    }
  };
  return (
    <Form button={word("change")} onSend={send}>
      <input type="text" name="username" autocomplete="username" value={session.name} hidden readOnly />
      <PasswordField label={word("old_password")} name="old_password" value={before} onValue={setBefore} complete="current-password" />
      <PasswordField label={word("new_password")} name="new_password" value={wanted} onValue={setWanted} complete="new-password" hint={word("change_hint")} />
    </Form>
  );
}

export function PeoplePage() {
  const { word } = useSpeech();
  const { session } = useHome();
  return (
    <Page title={word("page_people")}>
      <Card title={word("you")} id="you">
        <Facts rows={[[word("name"), session.name], [word("role"), word(isAdmin(session) ? "role_admin" : "role_user")]]} />
      </Card>
      <Card title={word("password_title")} id="password"><ChangePassword /></Card>
    </Page>
  );
}
