import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";

import { meQuery } from "@/lib/me";
import { useChat } from "@/realtime/chat-context";

/** The lease lives 6 s on the server; renewing it every 2 s is what the protocol allows. */
const EVERY_MS = 2_000;

/** May others see that I type? If not, it need not leave this machine. */
function isShown(queries: QueryClient): boolean {
  return queries.getQueryData(meQuery.queryKey)?.preferences.show_typing ?? true;
}

/** Tells that I am typing, at most every two seconds; `false` when sent, cleared or left. */
export function useTypingLease(roomId: string): (typing: boolean) => void {
  const { transport } = useChat();
  const queries = useQueryClient();
  const told = useRef<number | null>(null);

  const tell = useCallback(
    (typing: boolean) => {
      const now = Date.now();
      const renewed = told.current !== null && now - told.current < EVERY_MS;
      if (typing ? renewed || !isShown(queries) : told.current === null) return;
      told.current = typing ? now : null;
      transport.signal({ type: "typing", room_id: roomId, typing });
    },
    [roomId, transport, queries],
  );

  useEffect(() => () => tell(false), [tell]);
  return tell;
}
