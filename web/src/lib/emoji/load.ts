import { useEffect, useState } from "react";

import type { Emoji } from "./emoji";
import { EmojiSet } from "./emoji-set";
import { newestDrawable } from "./drawable";

let loaded: EmojiSet | null = null;
let loading: Promise<EmojiSet> | null = null;

/** Every emoji, from a chunk of its own that comes when first asked for. Rejects when it cannot be fetched. */
export function loadEmoji(): Promise<EmojiSet> {
  loading ??= fetchEmoji().catch((error: unknown) => {
    // The next one who asks tries again.
    loading = null;
    throw error;
  });
  return loading;
}

/** The same, if it is here already. */
export function loadedEmoji(): EmojiSet | null {
  return loaded;
}

async function fetchEmoji(): Promise<EmojiSet> {
  const { default: packed } = await import("virtual:emoji-data");
  const newest = newestDrawable();
  const all = packed.map(([unicode, label, group, names, tags, version, tones]): Emoji => ({
    unicode,
    label,
    group,
    names: names.split(" "),
    tags: tags ? tags.split(" ") : [],
    version,
    tones: Array.isArray(tones) ? tones : tones === 1,
  }));
  loaded = new EmojiSet(all.filter(({ version }) => version <= newest));
  return loaded;
}

export type EmojiState = EmojiSet | "loading" | "failed";

/** Loads the emoji; when that failed, `retry` tries again. */
export function useEmojiSet(): { set: EmojiState; retry: () => void } {
  const [set, setSet] = useState<EmojiState>(loaded ?? "loading");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    loadEmoji().then(
      (ready) => gone || setSet(ready),
      () => gone || setSet("failed"),
    );
    return () => {
      gone = true;
    };
  }, [attempt]);
  return {
    set,
    retry: () => {
      setSet("loading");
      setAttempt(attempt + 1);
    },
  };
}
