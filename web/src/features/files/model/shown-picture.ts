import { useSyncExternalStore } from "react";

import type { RoomFile } from "./room-file";

/** What the gallery was opened with: a picture, and those known to stand around it. */
export interface ShownPicture {
  readonly roomId: string;
  readonly fileId: string;
  /** The pictures of its message, in their order: shown at once, before the room's others are known. */
  readonly known: readonly RoomFile[];
}

let shown: ShownPicture | null = null;
const listeners = new Set<() => void>();

/** Opens the gallery over the page, or closes it. */
export function showPicture(next: ShownPicture | null): void {
  shown = next;
  for (const listener of listeners) listener();
}

export function useShownPicture(): ShownPicture | null {
  return useSyncExternalStore(subscribe, () => shown);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
