import type { Message, Room, RoomRole } from "@/contract/types";

/** What can be done with a message. */
export type Deed =
  | "react"
  | "reply"
  | "thread"
  | "edit"
  | "delete"
  | "remove"
  | "download"
  | "copyText"
  | "copyLink"
  | "forward"
  | "pin"
  | "unpin"
  | "save"
  | "unsave"
  | "markUnread"
  | "history"
  | "removePreviews";

/** Who looks at a message, where and when. */
export interface Standpoint {
  readonly me: string;
  readonly role: RoomRole | null;
  readonly room: Pick<Room, "kind" | "archived">;
  /** How long authors may edit; null for always. */
  readonly editMinutes: number | null;
  readonly now: number;
}

/** May this author still change the words? The server decides; this hides what it would refuse. */
export function mayEdit(
  message: Message,
  { me, role, room, editMinutes, now }: Standpoint,
): boolean {
  if (message.author_id !== me || message.deletion || role === null || room.archived) return false;
  return editMinutes === null || now - Date.parse(message.sent_at) < editMinutes * 60_000;
}

/** Whoever leads a group room may take away what others wrote there, with a reason. */
function mayRemove(message: Message, { me, role, room }: Standpoint): boolean {
  const leads = role === "owner" || role === "admin";
  return leads && room.kind !== "direct" && message.author_id !== me;
}

/** Everything I may do with a message. A deleted one is only that it was there. */
export function deedsOn(message: Message, from: Standpoint, saved: boolean): ReadonlySet<Deed> {
  const { role, room } = from;
  if (message.deletion) return new Set();
  const member = role !== null;
  const active = member && !room.archived;
  return new Set([
    ...contentDeeds(message),
    "copyLink",
    "forward",
    ...(member ? keepingDeeds(message, saved) : []),
    ...(active ? answeringDeeds(message) : []),
    ...(mayEdit(message, from) ? (["edit"] as const) : []),
    ...(active ? removingDeeds(message, from) : []),
  ]);
}

/** A message of files alone has no text to copy; several files are chosen where they stand. */
function contentDeeds(message: Message): Deed[] {
  const text = message.text || message.forwarded?.text;
  const copy: Deed[] = text ? ["copyText"] : [];
  return filesOf(message).length === 1 ? [...copy, "download"] : copy;
}

/** The files of a message, its own or those that it passed on. */
export const filesOf = ({ attachments, forwarded }: Message) => [
  ...attachments,
  ...(forwarded?.attachments ?? []),
];

/** For whoever belongs to the room, also where nobody writes any more. */
function keepingDeeds(message: Message, saved: boolean): Deed[] {
  const deeds: Deed[] = ["markUnread", saved ? "unsave" : "save"];
  return message.version > 0 ? [...deeds, "history"] : deeds;
}

function answeringDeeds({ pinned }: Message): Deed[] {
  return ["react", "reply", "thread", pinned ? "unpin" : "pin"];
}

function removingDeeds(message: Message, from: Standpoint): Deed[] {
  const mine = message.author_id === from.me;
  if (!mine && !mayRemove(message, from)) return [];
  const deed = mine ? "delete" : "remove";
  return message.previews.length > 0 ? [deed, "removePreviews"] : [deed];
}
