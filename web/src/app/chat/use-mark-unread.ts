import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { markUnread } from "@/features/messages/api/mark-read";
import { readingOf } from "@/features/messages/model/conversation";
import { unreadFrom } from "@/features/messages/model/mark-unread";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import { keys } from "@/realtime/keys";

import type { RoomState } from "./model/room-state";

/** Makes a message and all after it unread: seen at once, made true by the event, taken back when refused. */
export function useMarkUnread(): (message: Message) => void {
  const queries = useQueryClient();
  const { me } = useChat();
  return useCallback(
    (message) => {
      const key = keys.room(message.room_id);
      const before = queries.getQueryData<RoomState>(key);
      if (!before) return;
      const shown = unreadFrom(before, message, me);
      queries.setQueryData(key, shown);
      markUnread(message.room_id, message.seq).then(
        ({ unread_count, thread_unread_count }) => {
          // Mine alone, or nothing but mine after it: no mark appears, so it is said.
          if (unread_count + thread_unread_count === 0) toast(t("read.nothingUnread"));
        },
        (error: unknown) => {
          queries.setQueryData<RoomState>(key, (now) =>
            // Unless something newer has come: whatever the server said since counts.
            now?.last_read_seq === shown.last_read_seq
              ? { ...now, ...readingOf(before), recount: true }
              : now,
          );
          toast(describeError(error), { tone: "danger" });
        },
      );
    },
    [queries, me],
  );
}
