import type { QueryClient } from "@tanstack/react-query";

const KEPT = ["room", "rooms", "farewell", "people", "emoji", "saved", "stream", "outbox"];
/** Written with each event, and made so that what did not change stays the same object. */
const WRITTEN_OFTEN = ["room", "people"];

/** Nobody may be looking at a room: its entry must stay all the same, for nothing refetches it. */
export function keepEntries(queries: QueryClient): void {
  for (const name of KEPT) {
    queries.setQueryDefaults([name], {
      gcTime: Infinity,
      staleTime: Infinity,
      // Looking for what is equal in all that a room holds would cost more the longer one has read.
      structuralSharing: !WRITTEN_OFTEN.includes(name),
    });
  }
}
