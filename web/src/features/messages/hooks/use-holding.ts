import { useMemo } from "react";

import type { MessagePorts } from "@/features/messages/scope";

/** What was unread before I said so must not be read in the moment before the server hears it. */
export function useHolding(ports: MessagePorts, hold: (held: boolean) => void): MessagePorts {
  return useMemo(() => {
    const { markUnread } = ports;
    if (!markUnread) return ports;
    return {
      ...ports,
      markUnread: (message) => {
        hold(true);
        markUnread(message);
      },
    };
  }, [ports, hold]);
}
