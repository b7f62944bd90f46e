import type { CustomEmoji, Emoji } from "./emoji";

/** Unicode's groups in their order; the numbers are those of the data, where 2 are parts of emoji. */
export const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof GROUPS)[number];

/** Every emoji this device can draw, with the ways to find one. */
export class EmojiSet {
  readonly all: readonly Emoji[];
  readonly #byName = new Map<string, Emoji>();
  readonly #byUnicode = new Map<string, Emoji>();

  constructor(all: readonly Emoji[]) {
    this.all = all;
    for (const emoji of all) {
      this.#byUnicode.set(bare(emoji.unicode), emoji);
      for (const name of emoji.names) this.#byName.set(name, emoji);
    }
  }

  /** The emoji with this shortcode or alias, given without colons. */
  byShortcode(name: string): Emoji | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** The emoji that a text stands for, in any skin tone and with or without U+FE0F. */
  byUnicode(text: string): Emoji | undefined {
    return this.#byUnicode.get(bare(text));
  }

  inGroup(group: Group): readonly Emoji[] {
    return this.all.filter((emoji) => emoji.group === group);
  }
}

function bare(text: string): string {
  return text.replace(/\uFE0F|\p{Emoji_Modifier}/gu, "");
}

/** A custom emoji in the clothes of the others, so that one search serves both. */
export function asEmoji({ name }: CustomEmoji): Emoji {
  return {
    unicode: `:${name}:`,
    label: name.replaceAll("_", " "),
    group: -1,
    names: [name],
    tags: [],
    version: 0,
    tones: false,
  };
}
