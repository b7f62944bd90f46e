import { plainTree } from "./plain-text";
import type { Block } from "./tree";

/** Hebrew, Arabic and the other scripts written from right to left. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The direction of a list, quote or table by its first letter. dir="auto" can't tell: it does not look
 * into elements that have a direction of their own, as each paragraph inside has.
 */
export function directionOf(block: Block): "rtl" | "ltr" | undefined {
  const letter = /\p{L}/u.exec(plainTree([block]))?.[0];
  if (letter === undefined) return undefined;
  return RIGHT_TO_LEFT.test(letter) ? "rtl" : "ltr";
}
