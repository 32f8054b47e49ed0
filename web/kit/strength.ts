// SPDX-License-Identifier: Apache-2.0
// How hard a password is to guess, roughly, as advice while it is typed. The device judges it again, and its word counts.
export type Strength = { level: 0 | 1 | 2 | 3; advice: "" | "strength_short" | "strength_regular" | "strength_fair" | "strength_good" };

const kShortest = 10;

// Steps that neither repeat one or two characters back nor count by one: as the device counts them.
function surprises(password: string): number {
  let count = 0;
  for (let i = 1; i < password.length; ++i) {
    const step = Math.abs(password.charCodeAt(i) - password.charCodeAt(i - 1));
    const again = i >= 2 && password[i] === password[i - 2];
    if (step > 1 && !again) ++count;
  }
  return count;
}

export function strengthOf(password: string): Strength {
  const length = [...password].length;
  if (length === 0) return { level: 0, advice: "" };
  if (length < kShortest) return { level: 1, advice: "strength_short" };
  const different = new Set(password.toLowerCase()).size;
  if (surprises(password) < 5 || different < 5) return { level: 1, advice: "strength_regular" };
  return length + different >= 24 ? { level: 3, advice: "strength_good" } : { level: 2, advice: "strength_fair" };
}
