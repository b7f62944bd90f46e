import { endOf, isWord, letterAt, letterBefore, matchAt, SPACES } from "./characters";

/**
 * Characters that reorder or hide text: with them a link could show another address than it opens
 * (Unicode TR36, bidirectional spoofing; zero-width characters).
 */
const DECEIVING = "\\xad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
/** Chinese and Japanese sentences go on behind these without a space; in addresses they are nearly always encoded. */
const SENTENCE = "、。，；！？";
const STOP = `${SENTENCE}\\x00-\\x20\\x7f-\\xa0<>"\`{}|\\\\^${SPACES}${DECEIVING}`;
const DECEIT = new RegExp(`[${DECEIVING}]`);
/**
 * Only schemes that cannot run anything: javascript: or data: is left as text because it is not
 * listed, not because somebody thought of forbidding it. No u flag: with it "ſ" would be an "s".
 */
const SCHEME = /https?:\/\/|mailto:|www\./iy;
// An address ends before "](": there ends the label of a link.
const AUTHORITY = new RegExp(`(?:[^${STOP}/?#\\]]|\\](?!\\()){1,300}`, "uy");
const REST = new RegExp(`(?:[^${STOP}\\]]|\\](?!\\())*`, "uy");
const IPV6 = /\[[0-9A-Fa-f:.]{2,45}\]/y;
const PORT = /:[0-9]{1,5}(?![0-9])/y;
const LOCAL = /[A-Za-z0-9._%+-]{1,65}/y;
const DOMAIN = /[A-Za-z0-9.-]{1,255}/y;
const TOP_LEVEL = /^[A-Za-z]{2,24}$/;
const OPENING: Readonly<Record<string, string>> = {
  ")": "(",
  "]": "[",
  "»": "«",
  "”": "“",
  "’": "‘",
  "）": "（",
  "」": "「",
  "』": "『",
  "】": "【",
  "》": "《",
};
const TAIL = ".,:;!?'*_~…：";

/** A piece of text that is an address: where it ends and what it opens ("": it must not be a link). */
export interface Address {
  readonly end: number;
  readonly url: string;
}

/**
 * The bare address that begins at a place, where a word begins; null when there is none. One that
 * names somebody before its host ("https://bank.example@evil.example") comes back without a url: it
 * shows one place and opens another, so all of it stays text.
 */
export function addressAt(text: string, at: number): Address | null {
  const before = letterBefore(text, at);
  const found = before === "@" || before === "." ? null : withScheme(text, at);
  if (found) return found;
  if (isWord(before) || (before && "._%+/-".includes(before))) return null;
  const end = emailEnd(text, at);
  return end ? { end, url: `mailto:${text.slice(at, end)}` } : null;
}

function withScheme(text: string, at: number): Address | null {
  const scheme = matchAt(SCHEME, text, at);
  const end = scheme ? endBehind(text, at, scheme[0]) : 0;
  if (end < 0) return { end: -end, url: "" };
  if (end === 0) return null;
  const kept = withoutTail(text, at, end);
  return { end: kept, url: completed(text.slice(at, kept)) };
}

function endBehind(text: string, at: number, scheme: string): number {
  const start = at + scheme.length;
  return scheme.toLowerCase() === "mailto:" ? mailtoEnd(text, start) : webEnd(text, start);
}

const completed = (shown: string) => (/^www\./i.test(shown) ? `https://${shown}` : shown);

function mailtoEnd(text: string, at: number): number {
  const end = emailEnd(text, at);
  return end && text[end] === "?" ? endOf(REST, text, end) : end;
}

/** Where the address ends whose host begins here; 0 when it is none, -end when it names a user. */
function webEnd(text: string, at: number): number {
  const limit = endOf(AUTHORITY, text, at);
  if (limit === at) return 0;
  if (text.slice(at, limit).includes("@")) return -endOf(REST, text, limit);
  // Cut inside the host, the link would open another place than was meant.
  if (DECEIT.test(text.charAt(limit))) return 0;
  const host = hostEnd(text, at, limit);
  if (!host) return 0;
  const end = endOf(PORT, text, host);
  return "/?#".includes(text[end] ?? " ") ? endOf(REST, text, end) : end;
}

function hostEnd(text: string, at: number, limit: number): number {
  const literal = endOf(IPV6, text, at);
  if (literal > at) return literal;
  if (!isWord(letterAt(text, at))) return 0;
  let end = at;
  while (end < limit) {
    const letter = letterAt(text, end);
    if (!"-._".includes(letter) && !isWord(letter)) break;
    end += letter.length;
  }
  while (!"/?#:".includes(text[end] ?? " ") && "-._".includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** Where the e-mail address ends that begins at a place; 0 when there is none. */
function emailEnd(text: string, at: number): number {
  const local = endOf(LOCAL, text, at);
  if (local === at || local - at > 64 || text[local] !== "@") return 0;
  const name = text.slice(local + 1, endOf(DOMAIN, text, local + 1)).replace(/[.-]+$/, "");
  const end = local + 1 + name.length;
  const labels = name.split(".");
  if (labels.length < 2 || labels.includes("") || !TOP_LEVEL.test(labels.at(-1) ?? "")) return 0;
  return endsEmail(letterAt(text, end)) ? end : 0;
}

const endsEmail = (after: string) => !isWord(after) && after !== "_" && after !== "@";

/** Leaves the sentence its punctuation; a closing bracket goes only when it was opened outside. */
function withoutTail(text: string, at: number, whole: number): number {
  const surplus = surplusOf(text.slice(at, whole));
  let end = whole;
  for (; end > at; end -= 1) {
    const last = text.charAt(end - 1);
    const more = surplus.get(last) ?? 0;
    if (more > 0) surplus.set(last, more - 1);
    else if (!TAIL.includes(last)) break;
  }
  return end;
}

/** How many more closing brackets of each kind there are than opening ones. */
function surplusOf(shown: string): Map<string, number> {
  const count = (letter: string) => shown.split(letter).length - 1;
  return new Map(
    Object.entries(OPENING).map(([closing, opening]) => [closing, count(closing) - count(opening)]),
  );
}

/** The address in round brackets that begins behind "("; `end` is where the closing bracket stands. */
export function destinationAt(text: string, at: number): Address | null {
  const shown = text.slice(at, closingBracket(text, at, endOf(REST, text, at)));
  const scheme = matchAt(SCHEME, shown, 0);
  if (!scheme || endBehind(shown, 0, scheme[0]) !== shown.length) return null;
  return { end: at + shown.length, url: completed(shown) };
}

function closingBracket(text: string, at: number, limit: number): number {
  let depth = 0;
  for (let end = at; end < limit; end += 1) {
    if (text[end] === "(") depth += 1;
    else if (text[end] === ")" && --depth < 0) return end;
  }
  return at;
}
