// SPDX-License-Identifier: Apache-2.0
// Erase everything: a typed word, so that it is meant, and the password, so that it is the administrator.
import { useState } from "preact/hooks";
import { Form, PasswordField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";
import { erase } from "../api";
import { useHome } from "../home";

export function ErasePage() {
  const { word } = useSpeech();
  const { session, erased, say, fail } = useHome();
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const [wrong, setWrong] = useState(false);
  const asked = word("erase_word");
  const send = async () => {
    const meant = typed.trim().toLowerCase() === asked;
    setWrong(!meant);
    say("");
    if (!meant) return;
    try {
      erased((await erase(password)).records_erased);
    } catch (refused) {
      setPassword("");
      fail(refused);
    }
  };
  return (
    <Page title={word("page_erase")} lead={word("erase_text")}>
      <Card tone="danger">
        <ul class="rows"><li>{word("erase_gone")}</li><li>{word("erase_stays")}</li><li><strong>{word("erase_final")}</strong></li></ul>
        <Form button={word("erase_now")} tone="warn" onSend={send}>
          <input type="text" name="username" autocomplete="username" value={session.name} hidden readOnly />
          <TextField label={word("erase_type", { word: asked })} name="confirmation" value={typed} onValue={setTyped} />
          <PasswordField label={word("erase_password")} name="password" value={password} onValue={setPassword} complete="current-password" />
          <p role="alert" class={wrong ? "problem" : "unseen"}>{wrong ? word("erase_wrong_word", { word: asked }) : ""}</p>
        </Form>
      </Card>
    </Page>
  );
}
