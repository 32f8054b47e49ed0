// SPDX-License-Identifier: Apache-2.0
// The signed-in account, its password and its second step; for the administrator also the accounts of the others.
import { useState } from "preact/hooks";
import { Form, PasswordField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Facts, Page } from "../../kit/page";
import { changePassword } from "../api";
import { isAdmin, useHome } from "../home";
import { AddPerson, AddProgram, People } from "./accounts";
import { SecondStep } from "./second_step";

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
  const [changes, setChanges] = useState(0);
  const guest = session.role === "guest";
  return (
    <Page title={word("page_people")} lead={guest ? word("guest_lead") : undefined}>
      <Card title={word("you")} id="you">
        <Facts rows={[[word("name"), session.name], [word("role"), word(`role_${session.role}`)]]} />
      </Card>
      {!guest && <Card title={word("password_title")} id="password"><ChangePassword /></Card>}
      {!guest && <Card title={word("second_title")} id="second"><SecondStep /></Card>}
      {isAdmin(session) && <Card title={word("others_title")} id="others"><People key={changes} /></Card>}
      {isAdmin(session) && <Card title={word("add_title")} id="add"><AddPerson onAdded={() => setChanges(changes + 1)} /></Card>}
      {isAdmin(session) && (
        <Card title={word("programs_title")} id="programs">
          <details>
            <summary>{word("let_program")}</summary>
            <AddProgram onAdded={() => setChanges(changes + 1)} />
          </details>
        </Card>
      )}
    </Page>
  );
}
