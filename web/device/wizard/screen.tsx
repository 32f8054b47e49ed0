// SPDX-License-Identifier: Apache-2.0
// One of the five screens of set-up: says where in it a person is.
import type { ComponentChildren } from "preact";
import { useSpeech } from "../../kit/language";
import { Card, Page } from "../../kit/page";

export const kScreens = 5;

export function Screen({ at, title, lead, children }: { at: number; title: string; lead: string; children: ComponentChildren }) {
  const { word } = useSpeech();
  const dots = Array.from({ length: kScreens }, (_, i) => i);
  return (
    <>
      <div class="steps"><span class="dots" aria-hidden="true">{dots.map((i) => <i key={i} class={i < at ? "on" : ""} />)}</span><span>{word("step", { n: at, m: kScreens })}</span></div>
      <Page key={at} title={title} lead={lead} narrow><Card>{children}</Card></Page>
    </>
  );
}
