import { useQueryClient } from "@tanstack/react-query";

import { peerOf } from "@/features/rooms/model/room-title";
import { FIELD_ID } from "@/features/search/model/field-id";
import { placeOf } from "@/features/search/model/places";
import { useKey } from "@/lib/keymap";
import { useLocation, useNavigate } from "@/lib/router/hooks";
import { useChat } from "@/realtime/chat-context";
import { keys, type People } from "@/realtime/keys";

import type { RoomState } from "./model/room-state";

/** What stands behind `in:` for one of my rooms: a direct one goes by the other's name. */
export function placeIn(
  entry: RoomState,
  entries: readonly RoomState[],
  people: People,
  me: string,
): string {
  const peer = peerOf(entry, people, me);
  if (entry.room.kind === "direct") return peer ? `@${peer.username}` : entry.room.id;
  return placeOf(
    entry.room,
    entries.map(({ room }) => room),
  );
}

/** Ctrl+F (Command+F) searches in the chat that is open, and everywhere when none is. */
export function useSearchKey(roomId: string | null): void {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const address = useSearchAddress();
  useKey("search", () => {
    const field = document.getElementById(FIELD_ID);
    if (pathname === "/search" && field instanceof HTMLInputElement) field.select();
    else void navigate(address(roomId));
  });
}

/** The address of the search in one room, or in all with null. */
export function useSearchAddress(): (roomId: string | null) => string {
  const queries = useQueryClient();
  const { me } = useChat();
  return (roomId) => {
    const entry = roomId === null ? undefined : queries.getQueryData<RoomState>(keys.room(roomId));
    if (!entry) return "/search";
    const ids = queries.getQueryData<readonly string[]>(keys.rooms) ?? [];
    const entries = ids.flatMap((id) => queries.getQueryData<RoomState>(keys.room(id)) ?? []);
    const people = queries.getQueryData<People>(keys.people) ?? {};
    const place = placeIn(entry, entries, people, me);
    return `/search?q=${encodeURIComponent(`in:${place} `)}`;
  };
}
