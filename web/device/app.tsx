// SPDX-License-Identifier: Apache-2.0
// Where a person stands: the device is not set up yet, they are signed out, set-up is under way, at home, or all is erased.
// Nothing of it is remembered here: a reload, or a power cut, asks the device again.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Language, type Word, Speech, SpeechContext, browserLanguage, htmlLanguage } from "../kit/language";
import { Refusal, type Session, type Settings, readSession, readSettings, readState, signOut } from "./api";
import { Header, Messages } from "./frame";
import { HomeContext, isAdmin } from "./home";
import { Gone } from "./pages/gone";
import { SignIn } from "./pages/sign_in";
import { Rooms } from "./rooms";
import { goTo } from "./route";
import { SetUpAccount } from "./wizard/account";
import { SetUpQuestions } from "./wizard/questions";
import { words } from "./words";

type Place = { at: "start" | "set_up" | "sign_in" } | { at: "home"; session: Session; settings: Settings } | { at: "gone"; records: number };
const kChosen = "language";

const chosenLanguage = (): Language | null => {
  const chosen = localStorage.getItem(kChosen);
  return chosen === "en" || chosen === "zh" ? chosen : null;
};
const languageOf = (settings: Settings): Language | null =>
  settings.setup_finished ? (settings.language === "zh" ? "zh" : "en") : null;

async function whereAmI(): Promise<Place> {
  if ((await readState()).state !== "initialized") return { at: "set_up" };
  try {
    return { at: "home", session: await readSession(), settings: await readSettings() };
  } catch (refused) {
    if (refused instanceof Refusal && refused.status === 401) return { at: "sign_in" };
    throw refused;
  }
}

// Kept as it came and put into words when shown, so that it follows the language.
const kSilent: Word = "no_answer";
function explain(refused: Refusal | Word, speech: Speech): string {
  if (!(refused instanceof Refusal)) return speech.word(refused);
  if (refused.status === 429) return speech.word("wait", { n: refused.waitS });
  const what = speech.sentence(refused.message);
  const field = `field_${refused.field}`;
  return Object.hasOwn(words, field) ? speech.word("of_field", { field: speech.word(field as Word), what }) : what;
}

export function App() {
  const [place, setPlace] = useState<Place>({ at: "start" });
  const [chosen, setChosen] = useState(chosenLanguage);
  const [notice, setNotice] = useState("");
  const [trouble, setTrouble] = useState<Refusal | Word | null>(null);
  const [asked, setAsked] = useState(false);  // the wizard's last screen stays until the person leaves it
  const last = useRef<Language | null>(null);  // who signs out goes on in the same language
  if (place.at === "home") last.current = languageOf(place.settings);
  const language = chosen ?? last.current ?? browserLanguage();
  const speech = useMemo(() => new Speech(language), [language]);
  useEffect(() => { document.documentElement.lang = htmlLanguage[language]; }, [language]);

  const say = (text: string) => { setTrouble(null); setNotice(text); };
  const fail = (refused: unknown) => {
    if (refused === null) return setTrouble((shown) => (shown === kSilent ? null : shown));
    setNotice("");
    setTrouble(refused instanceof Refusal ? refused : kSilent);
  };
  const problem = trouble ? explain(trouble, speech) : "";
  const look = async () => {
    try {
      const next = await whereAmI();
      setPlace(next);
      setAsked(next.at === "home" && isAdmin(next.session) && !next.settings.setup_finished);
      fail(null);
    } catch (refused) {
      fail(refused);
      setTimeout(look, 1500);
    }
  };
  const enter = async () => { say(""); await look(); };
  useEffect(() => { void look(); }, []);

  const choose = (wanted: Language) => {
    localStorage.setItem(kChosen, wanted);
    setNotice("");  // it was said in the language before
    setChosen(wanted);
  };
  const failAtHome = (refused: unknown) => {
    const ended = refused instanceof Refusal && refused.status === 401 && refused.message === "You are not signed in.";
    if (!ended) return fail(refused);
    setPlace({ at: "sign_in" });
    setTrouble("session_ended");
  };
  const leave = async () => {
    try {
      await signOut();
      goTo("security");  // the next one to sign in begins at the beginning
      setPlace({ at: "sign_in" });
      say(speech.word("signed_out"));
    } catch (refused) {
      failAtHome(refused);
    }
  };
  const home = place.at === "home" && {
    ...place, say, fail: failAtHome, signOut: leave,
    keep: (settings: Settings) => setPlace({ ...place, settings }),
    erased: (records: number) => { say(""); setPlace({ at: "gone", records }); },
  };
  return (
    <SpeechContext.Provider value={speech}>
      <Header name={home && !asked ? home.settings.device_name : ""} language={language} onLanguage={choose} />
      <main id="main">
        {!(home && !asked) && <Messages notice={notice} problem={problem} />}
        {place.at === "set_up" && <SetUpAccount onDone={enter} onFail={fail} onWrongLabel={() => { setNotice(""); setTrouble("wrong_label"); }} onClear={() => say("")} />}
        {place.at === "sign_in" && <SignIn onDone={enter} onFail={fail} />}
        {place.at === "gone" && <Gone records={place.records} onReady={enter} />}
        {home && (
          <HomeContext.Provider value={home}>
            {asked ? <SetUpQuestions onDone={() => { say(""); setAsked(false); }} /> : <Rooms messages={<Messages notice={notice} problem={problem} />} />}
          </HomeContext.Provider>
        )}
      </main>
    </SpeechContext.Provider>
  );
}
