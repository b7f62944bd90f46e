/** What is being typed right before the caret that a list may complete. */
export interface Trigger {
  readonly kind: "mention" | "emoji";
  /** Behind the sign. */
  readonly query: string;
  /** Where the sign stands. */
  readonly from: number;
  readonly to: number;
}

// A sign counts at the beginning of a word only: not in an e-mail address, a time or a web address.
const MENTION = /(?:^|[\s([{"'*_~|>])@([\p{L}\p{N}._-]{0,40}(?: [\p{L}\p{N}]{1,20})?)$/u;
const EMOJI = /(?:^|[\s([{"'*_~|>])(:([a-z0-9_+-]{2,32}))$/iu;

/** The longest that is looked at: a trigger is short, a text may be long. */
const REACH = 80;

export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(Math.max(0, caret - REACH), caret);
  const emoji = EMOJI.exec(before)?.[2];
  if (emoji !== undefined) {
    return { kind: "emoji", query: emoji, from: caret - emoji.length - 1, to: caret };
  }
  const name = MENTION.exec(before)?.[1];
  if (name === undefined) return null;
  return { kind: "mention", query: name, from: caret - name.length - 1, to: caret };
}
