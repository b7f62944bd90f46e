import { useMemo } from "react";

import type { OutgoingDeeds } from "@/features/messages/components/message-actions";
import { copyAndSay } from "@/features/messages/hooks/copy-and-say";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";

/** What can be done with mine that the room does not have yet; `onEdit` takes the words back. */
export function useOutgoingDeeds(onEdit: (item: Outgoing) => void): OutgoingDeeds {
  const { outbox } = useChat();
  return useMemo(
    () => ({
      retry: (item) => outbox.retry(item.client_id),
      edit: (item) => {
        outbox.takeBack(item.client_id);
        onEdit(item);
      },
      copy: (item) => void copyAndSay(item.text),
      remove: (item) => outbox.withdraw(item.client_id),
    }),
    [outbox, onEdit],
  );
}
