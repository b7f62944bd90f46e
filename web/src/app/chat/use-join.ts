import { useCallback } from "react";

import { roomsApi } from "@/features/rooms/api/rooms";
import { useChat } from "@/realtime/chat-context";

/** Joins a public room; its answer is admitted at once, the event only confirms it. */
export function useJoin(): (roomId: string) => Promise<void> {
  const { admit } = useChat();
  return useCallback(async (roomId) => admit(await roomsApi.join(roomId)), [admit]);
}
