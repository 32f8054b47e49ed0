// SPDX-License-Identifier: Apache-2.0
import { useState } from "preact/hooks";
import { Choices, Form, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";
import { writeSettings } from "../api";
import { useAct, useHome } from "../home";

export function SettingsPage() {
  const { word } = useSpeech();
  const { settings, keep } = useHome();
  const act = useAct();
  const [name, setName] = useState(settings.device_name);
  const [language, setLanguage] = useState(settings.language);
  const send = () => act(async () => keep(await writeSettings({ device_name: name, language })), word("saved"));
  return (
    <Page title={word("page_settings")}>
      <Card>
        <Form button={word("save")} onSend={send}>
          <TextField label={word("device_name")} name="device_name" value={name} onValue={setName} maxLength={64} />
          <Choices legend={word("device_language")} name="language" value={language} onValue={setLanguage} options={[
            { value: "en", label: "English", hint: word("language_hint_en") },
            { value: "zh", label: "中文", hint: word("language_hint_zh") },
          ]} />
        </Form>
      </Card>
    </Page>
  );
}
