import type { CustomEmoji, Emoji, EmojiChoice } from "./emoji";
import { asEmoji, type EmojiSet } from "./emoji-set";
import { withSkinTone, type SkinTone } from "./skin-tone";

export interface SearchOptions {
  limit: number;
  custom?: readonly CustomEmoji[];
  /** Values used before, the latest first: they move one rank up. */
  recent?: readonly string[];
  tone?: SkinTone;
}

/**
 * Emoji for what somebody types, best first: the shortcode itself, shortcodes that begin so, then a part
 * of one that begins so, then words about it. Several words must all be found.
 */
export function searchEmoji(set: EmojiSet, text: string, options: SearchOptions): EmojiChoice[] {
  const { limit, custom = [], recent = [], tone = 0 } = options;
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const used = new Set(recent.map((value) => set.byUnicode(value)?.unicode ?? value));
  const hits: { emoji: Emoji; rank: number }[] = [];
  for (const emoji of [...custom.map(asEmoji), ...set.all]) {
    const rank = rankOf(emoji, words);
    if (rank === null) continue;
    hits.push({ emoji, rank: used.has(emoji.unicode) ? lifted(rank) : rank });
  }
  // A stable sort: equals stay in Unicode's order, own emoji before them.
  hits.sort((a, b) => a.rank - b.rank);
  return hits.slice(0, limit).map(({ emoji }) => choiceOf(emoji, tone, words.join("_")));
}

/** What is offered for an emoji; `typed` chooses among its names the one that shows why. */
export function choiceOf(emoji: Emoji, tone: SkinTone, typed = ""): EmojiChoice {
  const name = emoji.names.find((one) => typed !== "" && one.startsWith(typed)) ?? emoji.names[0];
  return { value: withSkinTone(emoji, tone), name: name ?? emoji.label, label: emoji.label };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(":", " ")
    .split(/[\s_]+/)
    .filter((word) => word !== "");
}

/** 0 is best, null no match at all. */
function rankOf({ names, label, tags }: Emoji, words: readonly string[]): number | null {
  const whole = words.join("_");
  if (names.includes(whole)) return 0;
  if (names[0]?.startsWith(whole)) return 1;
  if (names.some((name) => name.startsWith(whole))) return 2;
  if (
    each(
      words,
      names.flatMap((name) => name.split("_")),
    )
  )
    return 3;
  if (each(words, [...label.toLowerCase().split(" "), ...tags])) return 4;
  const loose = whole.length > 2 && names.some((name) => name.includes(whole));
  return loose ? 5 : null;
}

/** One used before goes ahead of the rank above its own, but not of the name itself. */
function lifted(rank: number): number {
  return rank === 0 ? 0 : Math.max(0.5, rank - 1.5);
}

function each(words: readonly string[], among: readonly string[]): boolean {
  return words.every((word) => among.some((one) => one.startsWith(word)));
}
