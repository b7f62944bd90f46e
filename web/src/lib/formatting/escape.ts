import { addressAt } from "./addresses";
import { endOf, joinsWords, letterAt, letterBefore } from "./characters";

const WORD = /[A-Za-z0-9]+/y;
const ALWAYS = "\\`*[|";
const SHORTCODE = /:[a-z0-9_+-]{1,64}:/y;
/** What would begin a quote or an item at the beginning of a line, up to the sign that a backslash disarms. */
const BLOCK_START =
  /^([ \t]*)(?:(?=>(?:[ \t>]|$))|(?=-[ \t]+[^ \t])|([0-9]{1,3})(?=[.)][ \t]+[^ \t]))/;

/**
 * Writes words so that the parser reads them as themselves: backslashes before what would be a mark,
 * and no more of them than are needed. Addresses stay whole and become links, names stay names.
 */
export function escapeText(text: string): string {
  return text
    .split("\n")
    .map((line) => escapeStart(escapeWithin(line)))
    .join("\n");
}

/** Disarms what would begin a block at the beginning of a line whose marks are written already. */
export const escapeStart = (line: string) => line.replace(BLOCK_START, "$1$2\\");

/** The same for words that don't stand at the beginning of a line. */
export function escapeWithin(text: string): string {
  let out = "";
  for (let at = 0; at < text.length;) {
    const end = untouchedEnd(text, at);
    out += end > at ? text.slice(at, end) : escaped(text, at);
    at = Math.max(end, at + 1);
  }
  return out;
}

/** Where a word or an address ends that begins here. */
function untouchedEnd(text: string, at: number): number {
  const word = endOf(WORD, text, at);
  return word > at ? (addressAt(text, at)?.end ?? word) : at;
}

function escaped(text: string, at: number): string {
  const letter = text.charAt(at);
  return needsBackslash(letter, text, at) ? `\\${letter}` : letter;
}

function needsBackslash(letter: string, text: string, at: number): boolean {
  if (letter === "_") {
    return !joinsWords(letterBefore(text, at)) || !joinsWords(letterAt(text, at + 1));
  }
  // At an edge it may meet a mark of what stands beside this text.
  if (letter === "~") return "~".includes(text[at - 1] ?? "") || "~".includes(text[at + 1] ?? "");
  if (letter === "]") return "(".includes(text[at + 1] ?? "");
  if (letter === ":") return endOf(SHORTCODE, text, at) > at;
  return ALWAYS.includes(letter);
}
