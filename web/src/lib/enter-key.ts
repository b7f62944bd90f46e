import { useSyncExternalStore } from "react";

import { readStored, writeStored } from "@/lib/storage";
import { useMediaQuery } from "@/lib/use-media-query";

/** What Enter does: sends, or breaks the line (Ctrl or Command and Enter sends then). Kept on this device. */
export type EnterKey = "sends" | "breaks";

const PLACE = "flowchat.enter";
const listeners = new Set<() => void>();

export function setEnterKey(choice: EnterKey): void {
  writeStored(PLACE, choice);
  for (const listener of listeners) listener();
}

/** Without a choice: breaks the line on a screen keyboard, as on every phone; sends elsewhere. */
export function useEnterKey(): EnterKey {
  const touch = useMediaQuery("(pointer: coarse) and (hover: none)");
  const chosen = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => readStored(PLACE),
  );
  if (chosen === "sends" || chosen === "breaks") return chosen;
  return touch ? "breaks" : "sends";
}
