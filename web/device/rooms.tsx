// SPDX-License-Identifier: Apache-2.0
// The pages of a signed-in person and the way between them.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useSpeech } from "../kit/language";
import { isAdmin, useHome } from "./home";
import { DevicePage } from "./pages/device";
import { ErasePage } from "./pages/erase";
import { PeoplePage } from "./pages/people";
import { PrivacyPage } from "./pages/privacy";
import { SecurityPage } from "./pages/security";
import { SettingsPage } from "./pages/settings";
import { UpdatesPage } from "./pages/updates";
import { type PageName, pages, useRoute } from "./route";

const rooms: Record<PageName, () => ComponentChildren> = {
  security: SecurityPage,
  updates: UpdatesPage,
  privacy: PrivacyPage,
  people: PeoplePage,
  settings: SettingsPage,
  device: DevicePage,
  erase: ErasePage,
};
const forAdmin: readonly PageName[] = ["settings", "erase"];

export function Rooms({ messages }: { messages: ComponentChildren }) {
  const { word } = useSpeech();
  const { session, say, signOut } = useHome();
  const here = useRoute();
  const [open, setOpen] = useState(false);
  useEffect(() => { setOpen(false); }, [here]);
  const Room = rooms[here];
  const choose = (page: PageName) => {
    setOpen(false);
    say("");
    if (page === here) document.getElementById("page-title")?.focus();
  };
  const mine = pages.filter((page) => isAdmin(session) || !forAdmin.includes(page));
  return (
    <div class="rooms">
      <nav aria-label={word("pages")}>
        <button type="button" class="menu" aria-expanded={open} aria-controls="rooms" onClick={() => setOpen(!open)}>
          <span>{word(`page_${here}`)}</span><span class="hint">{word("menu")}</span>
        </button>
        <ul id="rooms" class={open ? "open" : ""}>
          {mine.map((page) => (
            <li key={page}><a href={`#/${page}`} aria-current={page === here ? "page" : undefined} onClick={() => choose(page)}>{word(`page_${page}`)}</a></li>
          ))}
          <li><button type="button" class="leave" onClick={signOut}>{word("sign_out")}</button></li>
        </ul>
      </nav>
      <div class="room">{messages}<Room key={here} /></div>
    </div>
  );
}
