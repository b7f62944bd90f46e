/** One emoji of Unicode with its words, in English. */
export interface Emoji {
  /** The fully qualified form: the one that is sent, stored and compared. */
  readonly unicode: string;
  readonly label: string;
  readonly group: number;
  /** Shortcodes without colons, the best known first; no two emoji share one. */
  readonly names: readonly string[];
  readonly tags: readonly string[];
  /** The version of Emoji it came with. */
  readonly version: number;
  /** Has skin tones: derived by rule, or listed where the rule does not hold. */
  readonly tones: boolean | readonly string[];
}

/** An emoji of this server's own. */
export interface CustomEmoji {
  readonly id: string;
  readonly name: string;
  readonly url: string;
}

/** What a picker or a completion offers. */
export interface EmojiChoice {
  /** What is sent: the emoji in the chosen skin tone, or ":name:" of a custom one. */
  readonly value: string;
  /** The shortcode, without colons. */
  readonly name: string;
  readonly label: string;
}

const CUSTOM = /^:([a-z0-9_+-]{2,32}):$/;

/** "party_parrot" of ":party_parrot:"; null for what is not written that way. */
export function customName(value: string): string | null {
  return CUSTOM.exec(value)?.[1] ?? null;
}
