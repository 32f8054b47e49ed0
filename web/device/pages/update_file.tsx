// SPDX-License-Identifier: Apache-2.0
// An update without network: from a file of this browser, of which the device asks for one part after another, or from a stick that
// is plugged into it. The device checks it as it checks any other.
import { useId, useState } from "preact/hooks";
import { useSpeech } from "../../kit/language";
import { Card } from "../../kit/page";
import { bringFile, installMedium, readMedia } from "../api";
import { useAct, useReading } from "../home";

type Done = { again: () => void };

function FromBrowser({ again }: Done) {
  const { word } = useSpeech();
  const act = useAct();
  const id = useId();
  const [under_way, setUnderWay] = useState(false);
  const bring = async (file: File | undefined) => {
    if (!file) return;
    setUnderWay(true);
    await act(() => bringFile(file));
    setUnderWay(false);
    again();
  };
  return (
    <div class="field">
      <label for={id}>{word("file_choose")}</label>
      <input id={id} type="file" accept=".update" disabled={under_way} aria-describedby={`${id}-hint`} onChange={(event) => bring(event.currentTarget.files?.[0])} />
      <p class="hint" id={`${id}-hint`} role="status">{word(under_way ? "file_under_way" : "file_hint")}</p>
    </div>
  );
}

function FromStick({ again }: Done) {
  const { word } = useSpeech();
  const act = useAct();
  const { value } = useReading(readMedia);
  if (!value || value.length === 0) return null;
  return (
    <ul class="rows">
      {value.map(({ name }) => (
        <li key={name}>
          <strong>{name}</strong>
          <div class="buttons"><button type="button" class="plain" onClick={() => act(async () => { await installMedium(name); again(); }, word("apply_started"))}>{word("medium_install", { name })}</button></div>
        </li>
      ))}
    </ul>
  );
}

export function FromFile({ again }: Done) {
  const { word } = useSpeech();
  return (
    <Card title={word("file_title")} id="file">
      <p>{word("file_text")}</p>
      <FromBrowser again={again} />
      <FromStick again={again} />
    </Card>
  );
}
