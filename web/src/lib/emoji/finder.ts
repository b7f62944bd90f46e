import type { EmojiChoice } from "./emoji";
import { loadEmoji } from "./load";
import { searchEmoji, type SearchOptions } from "./search";

export type FindEmoji = (text: string, options: SearchOptions) => EmojiChoice[];

/** The search, once all that it searches is here. */
export async function makeFinder(): Promise<FindEmoji> {
  const set = await loadEmoji();
  return (text, options) => searchEmoji(set, text, options);
}
