import { useEffect, useRef, useState } from "react";

import type { Sort } from "@/features/search/api/search";
import { useLocation, useSearchParams } from "@/lib/router/hooks";

const PAUSE_MS = 180;
/** Marks an address that was written from here. */
const TYPED = { typed: true } as const;

/**
 * What is searched, as typed. The address follows when the typing pauses: it changes too slowly to be what a
 * field shows, whose letters would get lost. An address from elsewhere (a link, a shortcut) is taken over.
 */
export function useSearchText() {
  const [parameters, setParameters] = useSearchParams();
  const { state, search } = useLocation() as { state: typeof TYPED | null; search: string };
  const [held, setHeld] = useState(() => ({ ...read(parameters), search }));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (search !== held.search) {
    setHeld(state?.typed ? { ...held, search } : { ...read(parameters), search });
  }

  function write(text: string, sort: Sort): void {
    const order: Record<string, string> = sort === "newest" ? { sort } : {};
    // One entry in the history for the whole search: back leads to where it was opened, not to a letter less.
    setParameters(
      { ...(text === "" ? {} : { q: text }), ...order },
      { replace: true, state: TYPED },
    );
  }

  function setText(text: string): void {
    setHeld({ ...held, text });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => write(text, held.sort), PAUSE_MS);
  }

  function setSort(sort: Sort): void {
    setHeld({ ...held, sort });
    // With what is typed by now: the timer knows only the order of before.
    clearTimeout(timer.current);
    write(held.text, sort);
  }

  return { text: held.text, setText, sort: held.sort, setSort };
}

function read(parameters: URLSearchParams): { text: string; sort: Sort } {
  const sort = parameters.get("sort") === "newest" ? "newest" : "relevance";
  return { text: parameters.get("q") ?? "", sort };
}
