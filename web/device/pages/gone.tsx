// SPDX-License-Identifier: Apache-2.0
// After an erasure: what is gone, what is not, and the way back to the first day once the device is there again.
import { useEffect, useState } from "preact/hooks";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";
import { readState } from "../api";

export function Gone({ records, onReady }: { records: number; onReady: () => Promise<void> }) {
  const { word } = useSpeech();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let timer = 0;
    const look = async () => {
      const there = await readState().then((answer) => answer.state === "factory_default", () => false);
      if (there) return setReady(true);
      timer = window.setTimeout(look, 1000);
    };
    timer = window.setTimeout(look, 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Page title={word("gone_title")} narrow>
      <Card>
        <p>{word("gone_text", { n: records })}</p>
        <p role="status">{word(ready ? "gone_ready" : "gone_restarts")}</p>
        {ready && <div class="buttons"><button type="button" class="primary" onClick={onReady}>{word("gone_again")}</button></div>}
      </Card>
    </Page>
  );
}
