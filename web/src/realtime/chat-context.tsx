import { createContext, use } from "react";

import type { Person, RoomEntry } from "@/contract/types";
import type { Drafts } from "@/realtime/drafts/drafts";
import type { Event } from "@/realtime/handlers";
import type { Leases } from "@/realtime/leases";
import type { Outbox } from "@/realtime/outbox/outbox";
import type { Transport } from "@/realtime/transport";
import type { Uploads } from "@/realtime/uploads/uploads";

export type Listener = (event: Event, at: number) => void;

/** The live connection of the signed-in person. Its parts never change; what they tell does. */
export interface ChatLink {
  readonly me: string;
  readonly transport: Transport;
  readonly leases: Leases;
  readonly outbox: Outbox;
  readonly uploads: Uploads;
  readonly drafts: Drafts;
  /** Takes a room that a request just answered with (made, joined). */
  readonly admit: (entry: RoomEntry) => void;
  /**
   * Hears every event as it is applied, those of a catch-up too; `at`: when it happened, by this
   * machine's clock. Snapshots tell nothing. Returns the way to stop.
   */
  readonly hear: (listener: Listener) => () => void;
  /** Takes note of people seen in an answer. */
  readonly learn: (people: readonly Person[]) => void;
}

export const ChatContext = createContext<ChatLink | null>(null);

export function useChat(): ChatLink {
  const chat = use(ChatContext);
  if (!chat) throw new Error("useChat outside ChatSession");
  return chat;
}
