// SPDX-License-Identifier: Apache-2.0
// What every page of a signed-in person shares: who they are, the settings, and how to say that something worked or did not.
import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Refusal, type Session, type Settings } from "./api";

export type Home = {
  session: Session;
  settings: Settings;
  keep: (settings: Settings) => void;
  say: (text: string) => void;
  fail: (refused: unknown) => void;   // shows why; an ended session leads to sign-in
  erased: (records: number) => void;
  signOut: () => Promise<void>;
};

export const HomeContext = createContext<Home | null>(null);

export function useHome(): Home {
  const home = useContext(HomeContext);
  if (!home) throw new Error("outside of the signed-in pages");
  return home;
}

export const isAdmin = (session: Session): boolean => session.role === "admin";

// Reads again and again while its page is shown: soon while something moves, else calmly. `again` reads at once.
export function useReading<T>(read: () => Promise<T>, moves: (value: T) => boolean = () => false): { value: T | null; again: () => void } {
  const { fail } = useHome();
  const [value, setValue] = useState<T | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef({ fail, read, moves });
  latest.current = { fail, read, moves };
  useEffect(() => {
    let timer = 0;
    let gone = false;
    const look = async () => {
      let soon = true;
      try {
        const got = await latest.current.read();
        if (gone) return;
        setValue(got);
        latest.current.fail(null);
        soon = latest.current.moves(got);
      } catch (refused) {
        if (gone) return;
        latest.current.fail(refused);
        if (refused instanceof Refusal && refused.status === 401) return;
      }
      timer = window.setTimeout(look, soon ? 1500 : 10000);
    };
    void look();
    return () => { gone = true; clearTimeout(timer); };
  }, [turn]);
  return { value, again: () => setTurn((before) => before + 1) };
}

// Runs what a button asks for, and says what came of it.
export function useAct(): (act: () => Promise<unknown>, done?: string) => Promise<void> {
  const { say, fail } = useHome();
  return async (act, done) => {
    try {
      await act();
      if (done) say(done);
    } catch (refused) {
      fail(refused);
    }
  };
}
