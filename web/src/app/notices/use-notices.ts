import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { untilLoaded } from "@/lib/lazy-part";
import { useLocation, useNavigate } from "@/lib/router/hooks";
import { matchPath } from "@/lib/router/paths";
import type { ChatLink } from "@/realtime/chat-context";
import type { Event } from "@/realtime/handlers";

import type { Telling } from "./telling";

/** Long enough for the first paint to be over. */
const AT_REST_MS = 500;

/** Tells of new messages while this page is open. */
export function useNotices({ me, hear }: ChatLink): void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const latest = useRef({ pathname, navigate });
  useEffect(() => {
    latest.current = { pathname, navigate };
  });
  useEffect(() => {
    const looking = () => (hasFocus() ? roomAt(latest.current.pathname) : null);
    const open = (path: string) => void latest.current.navigate(path);
    return listenEarly(hear, async () => {
      const { startTelling } = await untilLoaded(() => import("./telling"));
      return startTelling({ me, queries, looking, open });
    });
  }, [me, hear, queries]);
}

/** Hears from the first moment and tells as soon as what tells is here: it is not part of the first load. */
function listenEarly(hear: ChatLink["hear"], start: () => Promise<Telling>): () => void {
  let telling: Telling | null = null;
  let gone = false;
  const early: [Event, number][] = [];
  const stopHearing = hear((event, at) => {
    if (telling) telling.take(event, at);
    else early.push([event, at]);
  });
  const timer = setTimeout(() => {
    void start().then((ready) => {
      if (gone) {
        ready.stop();
        return;
      }
      telling = ready;
      for (const [event, at] of early.splice(0)) ready.take(event, at);
    });
  }, AT_REST_MS);
  return () => {
    gone = true;
    clearTimeout(timer);
    stopHearing();
    telling?.stop();
  };
}

const hasFocus = () => document.visibilityState === "visible" && document.hasFocus();

function roomAt(pathname: string): string | null {
  return matchPath("/rooms/:roomId/*", pathname)?.params.roomId ?? null;
}
