// SPDX-License-Identifier: Apache-2.0
// Forms of real elements: labels, paste, password managers and the keyboard work because the browser does it.
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { useSpeech } from "./language";
import { strengthOf } from "./strength";

type FieldProps = {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  complete?: string;
  maxLength?: number;
  type?: "text" | "date" | "time";
  min?: string;
  max?: string;
};

export function TextField({ label, name, value, onValue, hint, complete = "off", maxLength = 128, type = "text", min, max }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name={name} type={type as "date"} min={min} max={max} value={value} required maxLength={maxLength} autocomplete={complete} autocapitalize="none"
        spellcheck={false} aria-describedby={hint && `${id}-hint`} onInput={(event) => onValue(event.currentTarget.value)} />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

// Text of several lines that somebody pastes.
export function PasteField({ label, name, value, onValue, hint, maxLength }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea id={id} name={name} value={value} required maxLength={maxLength} rows={4} autocomplete="off" autocapitalize="none" spellcheck={false}
        aria-describedby={hint && `${id}-hint`} onInput={(event) => onValue(event.currentTarget.value)} />
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}

type PasswordProps = Omit<FieldProps, "complete" | "maxLength" | "type" | "min" | "max"> & { complete: "current-password" | "new-password" };

export function PasswordField({ label, name, value, onValue, hint, complete }: PasswordProps) {
  const id = useId();
  const { word } = useSpeech();
  const [shown, setShown] = useState(false);
  const chosen = complete === "new-password";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="with-button">
        <input id={id} name={name} type={(shown ? "text" : "password") as "password"} value={value} required maxLength={128} autocomplete={complete}
          autocapitalize="none" spellcheck={false} aria-describedby={[hint && `${id}-hint`, chosen && `${id}-strength`].filter(Boolean).join(" ") || undefined}
          onInput={(event) => onValue(event.currentTarget.value)} />
        <button type="button" class="quiet" aria-pressed={shown} aria-label={word("show_password")} onClick={() => setShown(!shown)}>
          {word(shown ? "hide" : "show")}
        </button>
      </div>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {chosen && <Strength id={`${id}-strength`} password={value} />}
    </div>
  );
}

// Advice only: what a password must be is the device's decision.
function Strength({ id, password }: { id: string; password: string }) {
  const { word } = useSpeech();
  const { level, advice } = strengthOf(password);
  return (
    <div class={`strength level-${level}`}>
      <span class="bars" aria-hidden="true"><i /><i /><i /></span>
      <span id={id} class="hint" aria-live="polite">{advice ? word(advice) : ""}</span>
    </div>
  );
}

type FormProps = { button: string; tone?: "primary" | "warn" | "plain"; onSend: () => Promise<void>; children: ComponentChildren; aside?: ComponentChildren };

// Sends once: the button rests meanwhile, and what is empty is pointed at.
export function Form({ button, tone = "primary", onSend, children, aside }: FormProps) {
  const { word } = useSpeech();
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const inputs = [...(form.current?.querySelectorAll("input") ?? [])];
    const empty = inputs.find((input) => input.required && input.value === "");
    for (const input of inputs) input.setAttribute("aria-invalid", String(input === empty));
    setMissing(Boolean(empty));
    if (empty) return empty.focus();
    if (busy) return;
    setBusy(true);
    await onSend().finally(() => setBusy(false));
  };
  return (
    <form ref={form} noValidate onSubmit={submit}>
      {children}
      <p role="alert" class={missing ? "problem" : "unseen"}>{missing ? word("fill_in") : ""}</p>
      <div class="buttons">
        <button class={tone} aria-disabled={busy}>{button}</button>
        {aside}
      </div>
    </form>
  );
}

type Choice = { value: string; label: string; hint: string };
type ChoicesProps = { legend: string; name: string; value: string; options: readonly Choice[]; onValue: (value: string) => void };

export function Choices({ legend, name, value, options, onValue }: ChoicesProps) {
  const id = useId();
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class="choice">
          <input type="radio" name={name} value={option.value} checked={option.value === value} aria-describedby={`${id}-${option.value}`}
            onChange={() => onValue(option.value)} />
          <span><strong>{option.label}</strong><span class="hint" id={`${id}-${option.value}`}>{option.hint}</span></span>
        </label>
      ))}
    </fieldset>
  );
}
