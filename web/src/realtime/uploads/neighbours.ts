import { leadByLock } from "@/realtime/lead";

import type { Upload } from "./upload";

/** What one tab tells the others; only what changed, for two tabs may know different sides of an upload. */
export type UploadNote =
  { added: Upload } | { id: string; change: Partial<Upload> } | { removed: string };

/** The other tabs of this browser that are signed in as the same person. */
export interface UploadNeighbours {
  tell(note: UploadNote): void;
  /** Hears what they tell. Returns the way to stop. */
  listen(heard: (note: UploadNote) => void): () => void;
  /**
   * Calls back once this tab may carry this upload: at once in the tab that asks first, in another when
   * that one is gone. Returns the way to let go; null where tabs can't agree (plain http).
   */
  hold(id: string, granted: () => void): (() => void) | null;
}

export function browserUploadNeighbours(accountId: string): UploadNeighbours {
  const name = `flowchat.uploads.${accountId}`;
  const channel = new BroadcastChannel(name);
  return {
    tell: (note) => channel.postMessage(note),
    listen(heard) {
      channel.onmessage = (event: MessageEvent<UploadNote>) => heard(event.data);
      return () => channel.close();
    },
    hold: (id, granted) => leadByLock(`${name}.${id}`, granted),
  };
}

/** One tab alone; for tests, and where the browser has no channels. */
export const noUploadNeighbours: UploadNeighbours = {
  tell: () => undefined,
  listen: () => () => undefined,
  hold(_id, granted) {
    granted();
    return () => undefined;
  },
};
