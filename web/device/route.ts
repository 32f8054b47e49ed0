// SPDX-License-Identifier: Apache-2.0
// Which page the address names: #/updates. The back button, a bookmark and a reload work by themselves.
import { useEffect, useState } from "preact/hooks";

export const pages = ["security", "updates", "privacy", "people", "settings", "device", "erase"] as const;
export type PageName = (typeof pages)[number];

const named = (): PageName => pages.find((page) => location.hash === `#/${page}`) ?? "security";

export const goTo = (page: PageName): void => { location.hash = `#/${page}`; };

export function useRoute(): PageName {
  const [page, setPage] = useState(named);
  useEffect(() => {
    const follow = () => setPage(named());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return page;
}
