// SPDX-License-Identifier: Apache-2.0
// Two languages, one catalogue. A component asks for a word by its key; a key that is missing does not compile.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { facts, kinds, sentences, walls, words } from "../device/words";

export type Language = "en" | "zh";
export type Word = keyof typeof words;
export type InBoth = { en: string; zh: string };
type Values = Record<string, string | number>;

const kTag = { en: "en-GB", zh: "zh-CN" } as const;
export const htmlLanguage = { en: "en", zh: "zh-Hans" } as const;

const inLanguage = (both: InBoth, language: Language): string => (language === "zh" && both.zh ? both.zh : both.en);
const known = (table: Record<string, InBoth>, key: string, language: Language): string => {
  const both = Object.hasOwn(table, key) ? table[key] : undefined;
  return both ? inLanguage(both, language) : key;
};

export class Speech {
  constructor(readonly language: Language) {}

  word = (key: Word, values: Values = {}): string =>
    inLanguage(words[key], this.language).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  // Texts of the declaration.
  both = (text: InBoth): string => inLanguage(text, this.language);
  // What the device says in English; a sentence that the catalogue lacks is shown as it is.
  sentence = (text: string): string => known(sentences, text, this.language);
  kind = (name: string): string => known(kinds, name, this.language);
  wall = (name: string): string => known(walls, name, this.language);
  // The facts of an event that the catalogue knows, in its order.
  facts = (of: Record<string, string>): string[] =>
    Object.keys(facts).filter((name) => Object.hasOwn(of, name)).map((name) => known(facts, name, this.language).replace("{value}", () => of[name] ?? ""));
  moment = (text: string | null): string =>
    text ? new Date(text).toLocaleString(kTag[this.language], { dateStyle: "medium", timeStyle: "short" }) : this.word("never");
  day = (text: string): string =>
    new Date(text).toLocaleDateString(kTag[this.language], text.length > 10 ? { dateStyle: "long" } : { dateStyle: "long", timeZone: "UTC" });
}

export const browserLanguage = (): Language => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export const SpeechContext = createContext(new Speech("en"));
export const useSpeech = (): Speech => useContext(SpeechContext);
