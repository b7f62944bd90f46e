import type { Person, Room } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import type { People } from "@/realtime/keys";

interface Named {
  readonly room: Room;
  readonly people_ids: readonly string[];
}

/** The other person of a direct room; myself in my notes; undefined in other rooms. */
export function peerOf(
  { room, people_ids }: Named,
  people: People,
  me: string,
): Person | undefined {
  if (room.kind !== "direct") return undefined;
  return people[people_ids.find((id) => id !== me) ?? me];
}

/** What a room is called for me: a direct room by the other's name. */
export function titleOf(named: Named, people: People, me: string): string {
  if (named.room.kind !== "direct") return named.room.name;
  const peer = peerOf(named, people, me);
  if (!peer) return t("room.someone");
  return peer.id === me ? t("room.self") : peer.name;
}
