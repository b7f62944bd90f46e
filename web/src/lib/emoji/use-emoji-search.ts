import { useEffect, useMemo, useState } from "react";

import { useCustomEmoji } from "./custom";
import type { EmojiChoice } from "./emoji";
import type { FindEmoji } from "./finder";
import { useRecentEmoji } from "./recent";
import { useSkinTone } from "./skin-tone";

/** Fetched with the first shortcode that is begun. */
let found: FindEmoji | null = null;

async function loadFinder(): Promise<FindEmoji> {
  const ready = found ?? (await (await import("./finder")).makeFinder());
  found = ready;
  return ready;
}

/**
 * Emoji for a shortcode being typed (without its colon), best first; null types nothing. The data is
 * fetched with the first text; until it is here the answer is empty.
 */
export function useEmojiSearch(text: string | null, limit = 8): readonly EmojiChoice[] {
  const find = useFinder(text !== null);
  const custom = useCustomEmoji();
  const recent = useRecentEmoji();
  const tone = useSkinTone();
  return useMemo(
    () => (text === null || !find ? [] : find(text, { limit, custom, recent, tone })),
    [find, text, limit, custom, recent, tone],
  );
}

/** null until it is here; what could not be fetched is asked for again with the next shortcode. */
function useFinder(wanted: boolean): FindEmoji | null {
  const [find, setFind] = useState<FindEmoji | null>(() => found);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    loadFinder().then(
      (ready) => gone || setFind(() => ready),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return find;
}
