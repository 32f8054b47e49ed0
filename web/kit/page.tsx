// SPDX-License-Identifier: Apache-2.0
// The frame of one page. Its heading takes the focus when the page appears, so that nobody is left behind on the old one.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useSpeech } from "./language";

type PageProps = { title: string; lead?: string | undefined; narrow?: boolean; children: ComponentChildren };

export function Page({ title, lead, narrow = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => { document.title = title; }, [title]);
  return (
    <section class={narrow ? "page narrow" : "page"} aria-labelledby="page-title">
      <div class="head">
        <h1 id="page-title" tabIndex={-1} ref={heading}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children}
    </section>
  );
}

type CardProps = { title?: string; id?: string; tone?: "danger"; children: ComponentChildren };

export function Card({ title, id, tone, children }: CardProps) {
  return (
    <section class={tone ? `card ${tone}` : "card"} aria-labelledby={title && id}>
      {title && <h2 id={id}>{title}</h2>}
      {children}
    </section>
  );
}

export function Facts({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>
  );
}

// What the device says in English only, because it is for whoever mends it: folded, below the words of the reader's language.
export function TechnicalDetail({ text }: { text: string }) {
  const { word } = useSpeech();
  return <details><summary>{word("technical_detail")}</summary><p lang="en">{text}</p></details>;
}
