import { useCallback, useSyncExternalStore } from "react";

import type { Presence } from "@/contract/events";
import { useChat } from "@/realtime/chat-context";
import type { Others, TransportStatus } from "@/realtime/transport";

export function useTransportStatus(): TransportStatus {
  const { transport } = useChat();
  return useSyncExternalStore(transport.subscribe, transport.status);
}

const NOBODY: readonly string[] = [];

/** Who is typing in a room, in the order they began; never myself. */
export function useTyping(roomId: string): readonly string[] {
  const { leases, transport } = useChat();
  const read = useCallback(() => leases.read().typing[roomId] ?? NOBODY, [leases, roomId]);
  const subscribe = useCallback(
    (changed: () => void) => {
      const leave = transport.watch(roomId);
      const deaf = leases.subscribe(changed);
      return () => {
        deaf();
        leave();
      };
    },
    [leases, transport, roomId],
  );
  return useSyncExternalStore(subscribe, read);
}

/** Online, away or offline, which also stands for "not yours to know"; unknown while nobody can say. */
export function usePresence(userId: string): Presence["state"] | Others {
  const { leases } = useChat();
  const read = useCallback(() => {
    const { presence, others } = leases.read();
    const state = presence[userId]?.state ?? "offline";
    return state === "offline" ? others : state;
  }, [leases, userId]);
  return useSyncExternalStore(leases.subscribe, read);
}
