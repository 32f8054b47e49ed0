// SPDX-License-Identifier: Apache-2.0
// What stands around every page: the name, the language, and the two regions that speak.
import { type Language, useSpeech } from "../kit/language";

type HeaderProps = { name: string; language: Language; onLanguage: (language: Language) => void };
const tongues = [["en", "English"], ["zh", "中文"]] as const;

export function Header({ name, language, onLanguage }: HeaderProps) {
  const { word } = useSpeech();
  return (
    <header>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("page-title")?.focus(); }}>{word("skip")}</a>
      <div class="bar">
        <img src="/favicon.svg" alt="" width="32" height="32" />
        <p class="brand">{name || word("brand")}</p>
        <div class="languages" role="group" aria-label={word("language")}>
          {tongues.map(([tongue, own]) => (
            <button key={tongue} type="button" class="chip" lang={tongue} aria-pressed={tongue === language} onClick={() => onLanguage(tongue)}>{own}</button>
          ))}
        </div>
      </div>
    </header>
  );
}

export function Messages({ notice, problem }: { notice: string; problem: string }) {
  return (
    <div class="messages">
      <p role="status" class={notice ? "notice" : "unseen"}>{notice}</p>
      <p role="alert" class={problem ? "problem" : "unseen"}>{problem}</p>
    </div>
  );
}
