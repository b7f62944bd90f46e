import type { Reading, Room, RoomSettings } from "@/contract/types";

/** What tells me in one room: everything, whoever calls me, or nothing. */
export type Level = RoomSettings["notify"];

/** What of a room's entry says whether something waits there for me. */
export type WaitingEntry = { readonly room: Pick<Room, "kind"> } & Pick<
  Reading,
  "unread_count" | "mention_count" | "thread_mention_count"
> & { readonly settings: Pick<RoomSettings, "notify" | "muted"> };

/** A muted room is a room that tells nothing. */
export function levelOf({ settings }: Pick<WaitingEntry, "settings">): Level {
  return settings.muted ? "nothing" : settings.notify;
}

export interface Waiting {
  /** Messages that are meant for me: direct ones and mentions. */
  readonly calls: number;
  /** Something goes on there, meant for everyone. */
  readonly some: boolean;
}

/** What waits for me in a room; the title, the icon and the switcher go by it, and nothing else does. */
export function waitingIn(entry: WaitingEntry): Waiting {
  const level = levelOf(entry);
  if (level === "nothing") return { calls: 0, some: false };
  const direct = entry.room.kind === "direct";
  const calls = (direct ? entry.unread_count : entry.mention_count) + entry.thread_mention_count;
  return { calls, some: level === "all" && entry.unread_count > 0 };
}

/** The same over all rooms. */
export function waitingAll(entries: readonly WaitingEntry[]): Waiting {
  const each = entries.map(waitingIn);
  return {
    calls: each.reduce((sum, { calls }) => sum + calls, 0),
    some: each.some(({ some }) => some),
  };
}
