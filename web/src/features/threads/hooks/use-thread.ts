import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import type { ThreadPage, ThreadReading } from "@/contract/types";
import { threadQuery } from "@/features/threads/api";
import { useChat } from "@/realtime/chat-context";
import type { Event, EventOf } from "@/realtime/handlers";
import { useTransportStatus } from "@/realtime/use-live";

/** A thread's root and where I stand in it, kept true while it is open. */
export function useThread(roomId: string, rootId: string) {
  const { hear, me } = useChat();
  const queries = useQueryClient();
  const { state } = useTransportStatus();
  const { queryKey } = threadQuery(rootId);
  useEffect(
    () =>
      hear((event) => {
        const told = event.type === "reading.changed" ? readingIn(event, rootId) : undefined;
        if (event.type === "reading.changed" && told) {
          queries.setQueryData<ThreadPage>(["thread", rootId], (page) =>
            page && page.seq <= event.room_seq
              ? { ...page, seq: event.room_seq, reading: told }
              : page,
          );
        } else if (movesMe(event, roomId, rootId, me)) {
          void queries.invalidateQueries({ queryKey: ["thread", rootId] });
        }
      }),
    [hear, queries, roomId, rootId, me],
  );
  useEffect(() => {
    // A snapshot may have stood in for what was missed: nobody told of that.
    if (state === "online") void queries.invalidateQueries({ queryKey: ["thread", rootId] });
  }, [state, queries, rootId]);
  return useQuery({ ...threadQuery(rootId), queryKey, staleTime: 0 });
}

function readingIn(
  { threads }: EventOf<"reading.changed">,
  rootId: string,
): ThreadReading | undefined {
  return threads.find(({ thread_id }) => thread_id === rootId);
}

/** May an event have moved my position, or made me follow? */
function movesMe(event: Event, roomId: string, rootId: string, me: string): boolean {
  if (event.type === "reading.changed") return event.room_id === roomId;
  if (event.type !== "message.sent" || event.message.thread_id !== rootId) return false;
  return event.message.author_id === me || event.message.mentions.user_ids.includes(me);
}
