// SPDX-License-Identifier: Apache-2.0
// Signs that differ by shape, not by colour alone. The words beside them say the same, so they are hidden from readers.
export type Level = "good" | "attention" | "bad";

const shapes: Record<Level, string> = {
  good: "M7 12.5l3.2 3.2L17 9",
  attention: "M12 7v6M12 16.5v.5",
  bad: "M8 8l8 8M16 8l-8 8",
};

export function Sign({ level, large = false }: { level: Level; large?: boolean }) {
  return (
    <svg class={`sign ${level}${large ? " large" : ""}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle cx="12" cy="12" r="11" />
      <path d={shapes[level]} />
    </svg>
  );
}
