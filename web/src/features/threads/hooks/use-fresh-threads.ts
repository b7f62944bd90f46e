import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { THREADS_KEY } from "@/features/threads/api";
import { useChat } from "@/realtime/chat-context";
import type { Event } from "@/realtime/handlers";
import { useTransportStatus } from "@/realtime/use-live";

/** One question for a burst of replies. */
const PAUSE_MS = 500;

/** Asks for the lists of threads in view again whenever something in a thread happened. */
export function useFreshThreads(): void {
  const { hear } = useChat();
  const queries = useQueryClient();
  const { state } = useTransportStatus();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = hear((event) => {
      if (timer !== undefined || !touchesThreads(event)) return;
      timer = setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: THREADS_KEY });
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [hear, queries]);
  useEffect(() => {
    // A snapshot may have stood in for what was missed: nobody told of that.
    if (state === "online") void queries.invalidateQueries({ queryKey: THREADS_KEY });
  }, [state, queries]);
}

function touchesThreads(event: Event): boolean {
  switch (event.type) {
    case "message.sent":
      return event.message.thread_id !== null;
    case "message.edited":
    case "message.restored":
      return event.message.thread_id !== null || event.message.thread !== null;
    case "message.deleted":
    case "thread.changed":
    case "reading.changed":
    case "room.left":
    case "room.joined":
      return true;
    default:
      return false;
  }
}
