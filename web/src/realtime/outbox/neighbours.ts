import { leadByLock } from "@/realtime/lead";

import type { Outgoing } from "./outgoing";

/** What one tab tells the others about an outgoing message. */
export type Note = { changed: Outgoing } | { removed: string };

/** The other tabs of this browser that are signed in as the same person. */
export interface Neighbours {
  tell(note: Note): void;
  /** Hears what they tell. Returns the way to stop. */
  listen(heard: (note: Note) => void): () => void;
  /**
   * Calls back once this tab may send; another takes over when it closes. `alone`: no other tab
   * sends, so it answers for their messages too. Returns the way to step back.
   */
  lead(elected: (alone: boolean) => void): () => void;
}

/**
 * BroadcastChannel and Web Locks. Plain http has no locks: there each tab sends what it took
 * itself, and the server's answer to a repeated client_id keeps it at one message.
 */
export function browserNeighbours(accountId: string): Neighbours {
  const name = `flowchat.outbox.${accountId}`;
  const channel = new BroadcastChannel(name);
  return {
    tell: (note) => channel.postMessage(note),
    listen(heard) {
      channel.onmessage = (event: MessageEvent<Note>) => heard(event.data);
      return () => channel.close();
    },
    lead(elected) {
      const stepBack = leadByLock(name, () => elected(true));
      if (!stepBack) elected(false);
      return stepBack ?? (() => undefined);
    },
  };
}

/** One tab alone; for tests, and where the browser has no channels. */
export const noNeighbours: Neighbours = {
  tell: () => undefined,
  listen: () => () => undefined,
  lead(elected) {
    elected(true);
    return () => undefined;
  },
};
