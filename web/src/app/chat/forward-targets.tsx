import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useMemo, useState } from "react";

import { prepare, scoreOf } from "@/app/quick-switcher/fuzzy";
import { Avatar } from "@/components/ui/avatar";
import { EmptyState } from "@/components/ui/empty-state";
import { ListBox } from "@/components/ui/list-box";
import type { Person } from "@/contract/types";
import { peopleSearchQuery } from "@/features/people/people-queries";
import { RoomSign } from "@/features/rooms/components/room-sign";
import { peerOf, titleOf } from "@/features/rooms/model/room-title";
import { t } from "@/lib/i18n/translate";
import { useDebounced } from "@/lib/use-debounced";
import { useChat } from "@/realtime/chat-context";
import type { People } from "@/realtime/keys";
import { usePeople, useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

/** Where a message can go: a chat of mine, or a person I have none with yet. */
export interface Target {
  readonly kind: "room" | "person";
  readonly id: string;
  readonly name: string;
  readonly entry: RoomState | null;
  readonly person: Person | undefined;
}

/** Finds the chat to forward to: mine from the cache, people from the server. */
export function ForwardTargets({ onPick }: { onPick: (target: Target) => void }) {
  const [query, setQuery] = useState("");
  const { items, pending } = useTargets(query.trim());
  return (
    <ListBox
      className="h-[min(22rem,50dvh)]"
      label={t("forward.search")}
      placeholder={t("forward.placeholder")}
      focusOnOpen
      items={items}
      itemKey={({ kind, id }) => `${kind} ${id}`}
      renderItem={(target) => <TargetRow target={target} />}
      query={query}
      onQueryChange={setQuery}
      onPick={onPick}
      pending={pending}
      empty={
        pending ? null : (
          <EmptyState icon={SearchX} title={t("forward.none", { query })} className="py-6" />
        )
      }
    />
  );
}

function useTargets(query: string) {
  const { me } = useChat();
  const people = usePeople();
  const entries = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  const settled = useDebounced(query);
  const asked = useQuery({ ...peopleSearchQuery(settled), enabled: settled !== "" });
  const rooms = useMemo(() => roomTargets(entries, people, me), [entries, people, me]);
  const found = useMemo(() => matching(rooms, query), [rooms, query]);
  const peers = new Set(rooms.map(({ person }) => person?.id));
  const strangers = (query === "" ? [] : (asked.data ?? []))
    .filter((person) => person.active && person.id !== me && !peers.has(person.id))
    .map((person): Target => {
      return { kind: "person", id: person.id, name: person.name, entry: null, person };
    });
  return {
    items: [...found, ...strangers],
    pending: found.length === 0 && query !== "" && (settled !== query || asked.isFetching),
  };
}

/** Mine that can be written in, the liveliest first. */
function roomTargets(entries: readonly RoomState[], people: People, me: string): Target[] {
  const lastAt = ({ last_message, room }: RoomState) => last_message?.sent_at ?? room.created_at;
  return entries
    .filter(({ room, role }) => role !== null && !room.archived)
    .sort((a, b) => (lastAt(a) < lastAt(b) ? 1 : -1))
    .map((entry) => ({
      kind: "room",
      id: entry.room.id,
      name: titleOf(entry, people, me),
      entry,
      person: peerOf(entry, people, me),
    }));
}

function matching(targets: readonly Target[], query: string): Target[] {
  if (query === "") return [...targets];
  return targets
    .map((target) => ({ target, score: scoreOf(query, prepare(target.name)) }))
    .filter((hit): hit is { target: Target; score: number } => hit.score !== null)
    .sort((a, b) => b.score - a.score)
    .map(({ target }) => target);
}

/** A chat or a person, as lists show them. */
export function TargetRow({ target }: { target: Target }) {
  const { entry, name, person } = target;
  return (
    <>
      {entry ? (
        <RoomSign room={entry.room} title={name} peer={person} size="small" />
      ) : (
        <Avatar id={target.id} name={name} picture={person?.picture_id} size="small" />
      )}
      <bdi className="min-w-0 flex-1 truncate text-body">{name}</bdi>
      {person ? <span className="truncate text-small text-muted">@{person.username}</span> : null}
    </>
  );
}
