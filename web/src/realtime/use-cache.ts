import {
  notifyManager,
  useQueryClient,
  type QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
import { useCallback, useMemo, useSyncExternalStore } from "react";

import type { RoomLeft } from "@/contract/events";
import type { CustomEmoji, Person } from "@/contract/types";
import { keys, type People } from "@/realtime/keys";
import type { Outgoing } from "@/realtime/outbox/outgoing";

const NO_ONE: People = {};
const NOTHING: readonly never[] = [];
const [ROOM] = keys.room("");

/** The ids of my rooms; undefined until the first snapshot. */
export function useRoomIds(): readonly string[] | undefined {
  return useKept(keys.rooms) as readonly string[] | undefined;
}

/** Why a room is no longer mine; undefined when nobody said. */
export function useFarewell(roomId: string): RoomLeft["reason"] | undefined {
  return useKept(keys.farewell(roomId)) as RoomLeft["reason"] | undefined;
}

/** One room's entry; the asking feature knows its own slice of it. */
export function useRoomEntry(roomId: string): unknown {
  return useKept(keys.room(roomId));
}

export function useRoomEntries(roomIds: readonly string[]): readonly unknown[] {
  const queries = useQueryClient();
  const source = useMemo(() => entriesOf(queries, roomIds), [queries, roomIds]);
  return useSyncExternalStore(source.subscribe, source.read);
}

/**
 * The entries of many rooms by one look at the cache. An observer for each room would be asked and
 * compared with each event of any of them, and somebody may be in hundreds.
 */
function entriesOf(queries: QueryClient, roomIds: readonly string[]) {
  let stale = true;
  let entries: readonly unknown[] = NOTHING;
  return {
    subscribe: (changed: () => void) => {
      stale = true;
      const cache = queries.getQueryCache();
      return cache.subscribe(({ query }) => {
        if (kindOf(query) !== ROOM) return;
        stale = true;
        // With whatever else the same events have changed.
        notifyManager.schedule(changed);
      });
    },
    read: () => {
      if (!stale) return entries;
      stale = false;
      const now = roomIds
        .map((id) => queries.getQueryData(keys.room(id)))
        .filter((entry) => entry !== undefined);
      const same = now.length === entries.length && now.every((one, at) => one === entries[at]);
      if (!same) entries = now;
      return entries;
    },
  };
}

export function usePeople(): People {
  return (useKept(keys.people) as People | undefined) ?? NO_ONE;
}

export function usePerson(userId: string): Person | undefined {
  return usePart(keys.people, (people) => (people as People | undefined)?.[userId]);
}

/** This server's own emoji, by name. */
export function useServerEmoji(): readonly CustomEmoji[] {
  return (useKept(keys.emoji) as readonly CustomEmoji[] | undefined) ?? NOTHING;
}

/** Do I keep this message for later? */
export function useSaved(messageId: string): boolean {
  return usePart(
    keys.saved,
    (ids) => (ids as readonly string[] | undefined)?.includes(messageId) ?? false,
  );
}

/** An entry that followers keep: it is never fetched by a query, but put there and then kept true. */
function useKept(key: QueryKey): unknown {
  return usePart(key, (entry) => entry);
}

/**
 * A part of an entry that says the same by being the same. Each message in sight asks for several, and
 * each movement of the list again: an observer of its own for each would be a good part of what that costs.
 */
function usePart<Part>(key: QueryKey, select: (entry: unknown) => Part): Part {
  const queries = useQueryClient();
  const [kind] = key;
  const subscribe = useCallback(
    (changed: () => void) =>
      queries.getQueryCache().subscribe(({ query }) => {
        if (kindOf(query) === kind) notifyManager.schedule(changed);
      }),
    [queries, kind],
  );
  return useSyncExternalStore(subscribe, () => select(queries.getQueryData(key)));
}

const kindOf = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0];

/** My messages on their way, all rooms, oldest first. */
export function useOutgoing(): readonly Outgoing[] {
  return (useKept(keys.outbox) as readonly Outgoing[] | undefined) ?? NOTHING;
}
