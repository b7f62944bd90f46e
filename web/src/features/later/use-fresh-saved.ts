import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { useChat } from "@/realtime/chat-context";

import { savedQuery } from "./saved-query";

const PAUSE_MS = 300;

/** Asks for the list again when it changed elsewhere, or when a message in it may have. */
export function useFreshSaved(ids: ReadonlySet<string>): void {
  const { hear } = useChat();
  const queries = useQueryClient();
  // Not a reason to begin anew: the answer to one change must not call off the question after the next.
  const listed = useRef(ids);
  useEffect(() => {
    listed.current = ids;
  }, [ids]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = hear((event) => {
      const touched =
        event.type === "saved.changed" ||
        event.type === "room.left" ||
        event.type === "room.joined" ||
        event.type === "message.restored" ||
        (event.type === "message.edited" && listed.current.has(event.message.id)) ||
        (event.type === "message.deleted" && listed.current.has(event.message_id));
      if (!touched || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: savedQuery.queryKey });
      }, PAUSE_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [hear, queries]);
}
