import type { Message, Person, RoomEntry } from "@/contract/types";

/** The places of server truth in the query cache. Only followers and snapshots write there. */
export const keys = {
  room: (id: string) => ["room", id] as const,
  rooms: ["rooms"] as const,
  farewell: (roomId: string) => ["farewell", roomId] as const,
  people: ["people"] as const,
  emoji: ["emoji"] as const,
  saved: ["saved"] as const,
  outbox: ["outbox"] as const,
  stream: (name: string) => ["stream", name] as const,
};

export const roomStream = (id: string) => `room.${id}`;
export const userStream = (id: string) => `user.${id}`;
export const COMMUNITY_STREAM = "community";

/** Everyone we have heard of, by id. */
export type People = Readonly<Record<string, Person>>;

/** The least a room's cache entry holds; features add their own slices. */
export interface RoomPosition {
  readonly seq: number;
}

/** One answer of `/api/messages/`. */
export interface MessagePage {
  seq: number;
  messages: Message[];
  people: Person[];
  has_before: boolean;
  has_after: boolean;
}

export type { RoomEntry };
