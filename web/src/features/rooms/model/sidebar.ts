import type { Message } from "@/contract/types";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import type { Outgoing } from "@/realtime/outbox/outgoing";

export interface SidebarRow {
  readonly entry: RoomSummary;
  /** The newest message, mine on their way included. */
  readonly last: LastLine | null;
  readonly waiting: boolean;
  readonly active_at: string;
}

export type LastLine = Pick<Message, "author_id" | "text" | "sent_at"> &
  Partial<Pick<Message, "attachments" | "forwarded">>;

export type SectionKind = "favourites" | "own" | "direct" | "rooms";

/** One part of the list. `name`: as I called it; the others are named by the interface. */
export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  readonly rows: readonly SidebarRow[];
}

/** Favourites, my own sections in my order, then people and rooms; in each the newest activity on top. */
export function sectionsOf(
  entries: readonly RoomSummary[],
  outgoing: readonly Outgoing[],
  me: string,
  own: readonly string[] = [],
): readonly Section[] {
  const rows = entries
    .map((entry) => rowOf(entry, outgoing, me))
    .sort((a, b) => b.active_at.localeCompare(a.active_at));
  const within = (kind: SectionKind, name = "") =>
    rows.filter((row) => {
      const place = placeOf(row.entry, own);
      return place.kind === kind && place.name === name;
    });
  return [
    { kind: "favourites" as const, name: "", rows: within("favourites") },
    ...own.map((name) => ({ kind: "own" as const, name, rows: within("own", name) })),
    { kind: "direct" as const, name: "", rows: within("direct") },
    { kind: "rooms" as const, name: "", rows: within("rooms") },
  ];
}

/** A room whose section is gone stands where it would without one. */
function placeOf(
  { room, settings }: RoomSummary,
  own: readonly string[],
): Pick<Section, "kind" | "name"> {
  if (settings.favourite) return { kind: "favourites", name: "" };
  if (own.includes(settings.section)) return { kind: "own", name: settings.section };
  return { kind: room.kind === "direct" ? "direct" : "rooms", name: "" };
}

/** What asks for attention: in a muted room only being called does. */
export function asksFor({ settings, unread_count, mention_count }: RoomSummary): boolean {
  return settings.muted || settings.notify === "nothing" ? mention_count > 0 : unread_count > 0;
}

/** The row of a room with nothing of mine on its way: it stays the same object while the room does. */
const settled = new WeakMap<RoomSummary, SidebarRow>();

function rowOf(entry: RoomSummary, outgoing: readonly Outgoing[], me: string): SidebarRow {
  const { room, last_message } = entry;
  const mine = outgoing.findLast((item) => item.room_id === room.id && item.state !== "failed");
  // The answer may be here before the echo: then the room's own message is the same one.
  const newer = mine && mine.client_id !== last_message?.client_id ? mine : null;
  if (!newer) return settledRow(entry);
  const last = { author_id: me, text: newer.text, sent_at: newer.created_at };
  return { entry, last, waiting: newer.state !== "sent", active_at: last.sent_at };
}

function settledRow(entry: RoomSummary): SidebarRow {
  const known = settled.get(entry);
  if (known) return known;
  const { room, last_message: last } = entry;
  const row = { entry, last, waiting: false, active_at: last?.sent_at ?? room.created_at };
  settled.set(entry, row);
  return row;
}

/** The rooms in the order they are seen, for the keys that walk through them. */
export function neighbourOf(
  sections: readonly Section[],
  current: string | null,
  step: 1 | -1,
  unreadOnly: boolean,
): string | null {
  const all = sections.flatMap(({ rows }) => rows);
  const from = all.findIndex(({ entry }) => entry.room.id === current);
  for (let offset = 1; offset <= all.length; offset += 1) {
    const start = from < 0 && step < 0 ? 0 : from;
    const row = all[(start + step * offset + all.length * 2) % all.length];
    if (!row || row.entry.room.id === current) return null;
    if (!unreadOnly || asksFor(row.entry)) return row.entry.room.id;
  }
  return null;
}
