import { useQuery } from "@tanstack/react-query";

import type { Member } from "@/contract/types";
import { useDebounced } from "@/lib/use-debounced";
import { useChat } from "@/realtime/chat-context";
import { useRoomEntry } from "@/realtime/use-cache";

import { composerApi, type Mentionable } from "./api";

const PAUSE_MS = 120;

/** People for what stands behind an `@`; null asks nothing. Without the server, those this device knows. */
export function useMentionable(
  roomId: string,
  threadId: string | null,
  query: string | null,
): readonly Mentionable[] {
  const { me } = useChat();
  const wanted = useDebounced(query, PAUSE_MS);
  const entry = useRoomEntry(roomId) as { members: readonly Member[] | null } | undefined;
  const { data, isError } = useQuery({
    queryKey: ["mentionable", roomId, threadId, wanted],
    queryFn: ({ signal }) => composerApi.mentionable(roomId, wanted ?? "", threadId, signal),
    enabled: wanted !== null,
    staleTime: 30_000,
    retry: false,
    // What was found for the beginning of a name stays until the rest is answered.
    placeholderData: (before) => (query === null ? undefined : before),
  });
  if (query === null) return [];
  const known = isError || !data ? knownMembers(entry?.members ?? [], me) : data;
  return matching(known, query);
}

function knownMembers(members: readonly Member[], me: string): Mentionable[] {
  return members
    .filter(({ person }) => person.id !== me && person.active)
    .map(({ person }) => ({ person, place: "member" as const }));
}

/** The server forgives typos; what it found for fewer letters is narrowed here until it answers. */
function matching(people: readonly Mentionable[], query: string): readonly Mentionable[] {
  const folded = fold(query);
  const close = people.filter(({ person }) =>
    fold(`${person.name} ${person.username}`)
      .split(" ")
      .concat(fold(person.name))
      .some((word) => word.startsWith(folded)),
  );
  return close.length > 0 || query.length < 3 ? close : people;
}

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
