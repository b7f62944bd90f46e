import { useQuery, useQueryClient } from "@tanstack/react-query";

import { fetchHistory } from "@/features/messages/api/history";
import { merged, stretchOf } from "@/features/messages/model/timeline";
import { roomsApi } from "@/features/rooms/api/rooms";
import { useChat } from "@/realtime/chat-context";
import { keys, type MessagePage } from "@/realtime/keys";

import { roomStateOf, type RoomState } from "./model/room-state";

const AGAIN_MS = 10_000;

/**
 * Keeps the entry of a public room that is not mine: no stream tells about it, so it is asked for
 * again and again while somebody looks. Answers with the error when it may not be seen.
 */
export function useLookInto(roomId: string, wanted: boolean): unknown {
  const queries = useQueryClient();
  const { learn } = useChat();
  const { error } = useQuery({
    queryKey: ["look-into", roomId],
    enabled: wanted,
    refetchInterval: (query) => (query.state.error ? false : AGAIN_MS),
    gcTime: 0,
    queryFn: async () => {
      const entry = await roomsApi.read(roomId);
      // Fetched together, or what is read would blink with every new message.
      const page = await fetchHistory(roomId, { kind: "newest" });
      learn([...entry.people, ...page.people]);
      queries.setQueryData<RoomState>(keys.room(roomId), (held) =>
        // Joined meanwhile: the follower has it now.
        held && (held.role !== null || held.seq >= entry.seq)
          ? held
          : withPage(roomStateOf(held, entry), page),
      );
      return null;
    },
  });
  return wanted ? error : null;
}

function withPage(state: RoomState, page: MessagePage): RoomState {
  const stretch = stretchOf(page, { kind: "newest" });
  return { ...state, timeline: merged(state.timeline, stretch, state.seq) };
}
