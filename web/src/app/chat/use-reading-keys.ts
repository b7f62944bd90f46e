import { useQueryClient } from "@tanstack/react-query";

import { toast } from "@/components/ui/toast-store";
import { markRead } from "@/features/messages/api/mark-read";
import { describeError } from "@/lib/describe-error";
import { useKey } from "@/lib/keymap";
import { keys } from "@/realtime/keys";

import type { RoomState } from "./model/room-state";
import { useMarkAllRead } from "./use-mark-all-read";

/**
 * Esc marks the chat in view as read, Shift+Esc all of them. Whatever else Esc can close (a dialog, a
 * list of completions, an edit) takes the key first and prevents the rest.
 */
export function useReadingKeys(roomId: string | null): void {
  const queries = useQueryClient();
  const markAll = useMarkAllRead();
  useKey("markRead", () => {
    if (roomId === null) return;
    const entry = queries.getQueryData<RoomState>(keys.room(roomId));
    if (!entry || entry.unread_count === 0) return;
    markRead(roomId, entry.seq).catch((error: unknown) =>
      toast(describeError(error), { tone: "danger" }),
    );
  });
  useKey("markAllRead", () => void markAll());
}
