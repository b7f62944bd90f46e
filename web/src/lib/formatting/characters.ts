/**
 * Classes of characters, written out: Python and JavaScript mean different things by white space and words.
 * Parsers match with sticky patterns only: they look at one place and never search ahead.
 */

/** White space, as the inside of a regular expression's character class. */
export const SPACES =
  "\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

const SPACE = new RegExp(`^[${SPACES}]*$`);
const WORD = /^[\p{L}\p{M}\p{N}]$/u;

/** Scripts written without spaces: where their words end can't be seen, so a name may follow them directly. */
const UNSPACED = [
  [0x0e00, 0x0eff], // Thai, Lao
  [0x1000, 0x109f], // Myanmar
  [0x1780, 0x17ff], // Khmer
  [0x2e80, 0x9fff], // Chinese, Japanese
  [0xf900, 0xfaff],
  [0xff66, 0xff9f],
  [0x20000, 0x3ffff],
] as const;

/** Is it nothing but white space? So is the edge of the text (""). */
export const isSpace = (text: string) => SPACE.test(text);

/** Is it a letter, a mark or a number of any script? */
export const isWord = (letter: string) => WORD.test(letter);

/** Is it part of a word in a script that puts spaces between words? */
export function joinsWords(letter: string): boolean {
  const code = letter.codePointAt(0) ?? 0;
  return isWord(letter) && !UNSPACED.some(([first, last]) => code >= first && code <= last);
}

/** The whole character at a place, "" behind the end. */
export function letterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The whole character before a place, "" at the beginning. */
export function letterBefore(text: string, at: number): string {
  const pair = text.slice(Math.max(0, at - 2), at);
  return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : pair.slice(-1);
}

/** What a sticky pattern matches at a place; null when it doesn't. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Where a sticky pattern's match ends; `at` itself when there is none. */
export function endOf(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}

/** Without the spaces and tabs around it. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && " \t".includes(text.charAt(start))) start += 1;
  while (end > start && " \t".includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
