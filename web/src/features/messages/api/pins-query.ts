import { queryOptions } from "@tanstack/react-query";

import { messageCalls } from "@/features/messages/api/message-calls";

/** A room's pins, the latest first. Events say when to ask again; opening the list asks in any case. */
export const pinsQuery = (roomId: string) =>
  queryOptions({
    queryKey: ["pins", roomId],
    queryFn: () => messageCalls.pins(roomId),
    staleTime: 60_000,
  });
