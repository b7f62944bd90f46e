import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { roomFilesKey } from "@/features/files/api";
import { useChat } from "@/realtime/chat-context";
import type { Event } from "@/realtime/handlers";

/** Asks anew for a room's files when some came or went. */
export function useFreshFiles(roomId: string): void {
  const { hear } = useChat();
  const queries = useQueryClient();
  useEffect(
    () =>
      hear((event) => {
        if (!touchesFiles(event, roomId)) return;
        void queries.invalidateQueries({ queryKey: roomFilesKey(roomId) });
      }),
    [hear, queries, roomId],
  );
}

/** A deletion carries no room: one of another room asks once too often, which harms nobody. */
function touchesFiles(event: Event, roomId: string): boolean {
  if (event.type === "message.deleted") return true;
  if (event.type !== "message.sent" && event.type !== "message.restored") return false;
  const { room_id, attachments, forwarded } = event.message;
  return room_id === roomId && attachments.length + (forwarded?.attachments.length ?? 0) > 0;
}
