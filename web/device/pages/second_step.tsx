// SPDX-License-Identifier: Apache-2.0
// A second step for one's own sign-in: the secret as a picture and as text, a first code to prove that the app has it, then the
// recovery codes, once.
import { useMemo, useState } from "preact/hooks";
import { encode } from "uqr";
import { Form, PasswordField, TextField } from "../../kit/forms";
import { useSpeech } from "../../kit/language";
import { beginSecondStep, confirmSecondStep, readSession, removeSecondStep } from "../api";
import { useAct, useHome, useReading } from "../home";

function Picture({ text }: { text: string }) {
  const { word } = useSpeech();
  const { data, size } = useMemo(() => encode(text, { ecc: "M", border: 4 }), [text]);
  const dark = data.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={word("qr_label")} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" /><path d={dark} fill="#000" />
    </svg>
  );
}

function Password({ button, onPassword }: { button: string; onPassword: (password: string) => Promise<void> }) {
  const { word } = useSpeech();
  const { session } = useHome();
  const [password, setPassword] = useState("");
  const send = () => onPassword(password).finally(() => setPassword(""));
  return (
    <Form button={button} tone="plain" onSend={send}>
      <input type="text" name="username" autocomplete="username" value={session.name} hidden readOnly />
      <PasswordField label={word("erase_password")} name="second_password" value={password} onValue={setPassword} complete="current-password" />
    </Form>
  );
}

function Confirm({ offer, onCodes }: { offer: { secret: string; uri: string }; onCodes: (codes: string[]) => void }) {
  const { word } = useSpeech();
  const act = useAct();
  const [code, setCode] = useState("");
  const send = () => act(async () => onCodes((await confirmSecondStep(code)).recovery_codes)).finally(() => setCode(""));
  return (
    <Form button={word("second_turn_on")} onSend={send}>
      <p>{word("second_scan")}</p>
      <Picture text={offer.uri} />
      <p class="hint">{word("second_type")} <code>{offer.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code></p>
      <TextField label={word("code")} name="first_code" value={code} onValue={setCode} complete="one-time-code" />
    </Form>
  );
}

function Codes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const { word } = useSpeech();
  return (
    <>
      <p>{word("codes_text")}</p>
      <ul class="codes">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div class="buttons"><button type="button" class="primary" onClick={onKept}>{word("codes_kept")}</button></div>
    </>
  );
}

export function SecondStep() {
  const { word } = useSpeech();
  const { say } = useHome();
  const act = useAct();
  const { value: session, again } = useReading(readSession);
  const [offer, setOffer] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const begin = (password: string) => act(async () => setOffer(await beginSecondStep(password)));
  const remove = (password: string) => act(async () => { await removeSecondStep(password); again(); }, word("second_off_done"));
  const kept = () => { setCodes([]); again(); };
  if (codes.length > 0) return <Codes codes={codes} onKept={kept} />;
  if (offer) return <Confirm offer={offer} onCodes={(given) => { setOffer(null); setCodes(given); say(word("second_on_done")); }} />;
  if (!session) return <p>{word("looking")}</p>;
  return (
    <>
      <p>{word(session.second_factor ? "second_on" : "second_off")}</p>
      <Password button={word(session.second_factor ? "second_turn_off" : "second_begin")} onPassword={session.second_factor ? remove : begin} />
    </>
  );
}
