import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import type { Message, ThreadReading } from "@/contract/types";
import { withRoot } from "@/features/messages/model/open-threads";
import { rootOf } from "@/features/messages/model/threads";
import type { Timeline } from "@/features/messages/model/timeline";
import { useThread } from "@/features/threads/hooks/use-thread";
import { useChat } from "@/realtime/chat-context";
import { keys } from "@/realtime/keys";

import type { RoomState } from "./model/room-state";

export interface OpenThread {
  readonly root: Message;
  readonly timeline: Timeline;
  readonly reading: ThreadReading;
}

interface Opened {
  readonly thread: OpenThread | null;
  /** Why there is none. */
  readonly error: unknown;
  /** It is a thread of another room: the address is wrong. */
  readonly elsewhere: boolean;
}

/**
 * A thread of a room, opened: its root is put into the room's entry, where from then on the room's
 * own stream keeps it and its replies true.
 */
export function useOpenThread(
  roomId: string,
  rootId: string,
  entry: RoomState | undefined,
): Opened {
  const queries = useQueryClient();
  const { learn } = useChat();
  const { data, error } = useThread(roomId, rootId);
  const timeline = entry?.threads[rootId];
  // What the room's stream does not know yet it will bring itself, in order.
  const heard = data !== undefined && entry !== undefined && entry.seq >= data.root.seq;
  useEffect(() => {
    if (!data || !heard) return;
    learn(data.people);
    const state = queries.getQueryData<RoomState>(keys.room(roomId));
    if (!state || data.root.room_id !== roomId) return;
    if (data.seq >= state.changed_seq) {
      queries.setQueryData<RoomState>(keys.room(roomId), withRoot(state, data.root));
    } else if (!state.threads[rootId]) {
      // An event overtook this answer: the root would show what is no longer said.
      void queries.invalidateQueries({ queryKey: ["thread", rootId] });
    }
  }, [data, heard, learn, queries, roomId, rootId]);
  const root = timeline && rootOf(timeline, rootId);
  const thread = root && data ? { root, timeline, reading: data.reading } : null;
  const elsewhere = data !== undefined && data.root.room_id !== roomId;
  return { thread, error: thread ? null : error, elsewhere };
}
