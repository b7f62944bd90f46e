import { useCallback } from "react";

import { titleOf } from "@/features/rooms/model/room-title";
import { useChat } from "@/realtime/chat-context";
import { usePeople, useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

/** The name of one of my rooms as I see it; null for any other. */
export function useRoomNames(): (roomId: string) => string | null {
  const { me } = useChat();
  const people = usePeople();
  const entries = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  return useCallback(
    (roomId) => {
      const entry = entries.find(({ room }) => room.id === roomId);
      return entry ? titleOf(entry, people, me) : null;
    },
    [entries, people, me],
  );
}
