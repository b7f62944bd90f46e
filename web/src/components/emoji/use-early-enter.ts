import { useEffect, useEffectEvent, useState } from "react";

import type { EmojiState } from "@/lib/emoji/load";

/**
 * Enter that was faster than the emoji: who opens the picker by keyboard and types a word may press it
 * before they have come over the network. It is done when they are here, unless the text was changed
 * since. Answers how to note such a press. In an empty field it is not noted: what Enter would take
 * there, nobody knows before seeing it.
 */
export function useEarlyEnter(set: EmojiState, query: string, take: () => void): () => void {
  const [pressedAt, setPressedAt] = useState<string | null>(null);
  const over = pressedAt !== query || set === "failed";
  if (pressedAt !== null && over) setPressedAt(null);
  const due = pressedAt !== null && !over && set !== "loading";
  const settle = useEffectEvent(take);
  useEffect(() => {
    if (due) settle();
  }, [due]);
  return () => {
    if (set === "loading" && query.trim() !== "") setPressedAt(query);
  };
}
