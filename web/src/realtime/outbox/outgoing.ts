import type { Message, Quote } from "@/contract/types";

/**
 * `queued`: waits for its turn or the network. `sending`: on the way. `unknown`: sent, but no answer
 * came, so it may have arrived; only the same client_id may be sent again. `failed`: the server
 * refused it, nothing happens without the person. `sent`: answered, waits to be seen in the room.
 * `withdrawn`: taken back while it may have arrived; the server is asked, nothing is sent any more.
 */
export type OutgoingState = "queued" | "sending" | "unknown" | "failed" | "sent" | "withdrawn";

/** A message of mine that the room does not show yet. */
export interface Outgoing {
  readonly client_id: string;
  readonly room_id: string;
  readonly text: string;
  /** Files that go with it, by their names on this device, in order. */
  readonly files: readonly string[];
  /** What it answers, as it is shown above it until the server's copy is there. */
  readonly reply_to: Quote | null;
  /** The root of the thread it goes to. */
  readonly thread_id: string | null;
  readonly created_at: string;
  readonly state: OutgoingState;
  readonly attempts: number;
  /** Why it failed, in the server's words. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** The server's answer, once there is one. */
  readonly message: Message | null;
}

/** Where a message belongs besides its room. */
export type Place = Pick<Outgoing, "reply_to" | "thread_id">;

export const IN_THE_ROOM: Place = { reply_to: null, thread_id: null };

type Begun = Pick<Outgoing, "client_id" | "room_id" | "text" | "files"> & Place;

/** A message as it is before its first try. */
export function newOutgoing(begun: Begun, created_at: string): Outgoing {
  const { client_id, room_id, text, files, reply_to, thread_id } = begun;
  const waiting = { state: "queued", attempts: 0, error: null, message: null } as const;
  return { client_id, room_id, text, files, reply_to, thread_id, created_at, ...waiting };
}

/** How a try to send ended. */
export type SendResult =
  | { kind: "accepted"; message: Message }
  /** Nothing was stored and the same text will never be: 4xx. */
  | { kind: "refused"; code: string; message: string }
  /** Not now (429, signed out): certainly not stored. */
  | { kind: "later"; after: number | null }
  /** No answer or a stumble: stored or not, nobody knows. */
  | { kind: "unknown" };

/** Where outgoing messages wait so that they survive a reload or a crash. One store per account. */
export interface OutboxStore {
  load(): Promise<Outgoing[]>;
  save(item: Outgoing): Promise<void>;
  remove(clientId: string): Promise<void>;
}
