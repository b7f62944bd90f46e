import { useSyncExternalStore } from "react";

import { useChat } from "@/realtime/chat-context";

import type { Begun, DraftPlace } from "./drafts";

/** Everything I have begun to write, the newest first. */
export function useDrafts(): readonly Begun[] {
  const { drafts } = useChat();
  return useSyncExternalStore(drafts.subscribe, drafts.list);
}

/** What is begun in one place; undefined when nothing ever was. */
export function useDraft(place: DraftPlace): Begun | undefined {
  const { drafts } = useChat();
  return useSyncExternalStore(drafts.subscribe, () => drafts.read(place));
}
