/**
 * Scores how well a few typed letters name something. Our own, because the small libraries that were
 * looked at (fuzzysort, fzf, match-sorter) know neither slips of the finger nor initials, or fold only
 * what Unicode decomposes; and it is a hundred lines.
 */

/** A name taken apart once, so that each key pressed costs little. */
export interface Prepared {
  readonly folded: string;
  readonly words: readonly string[];
  readonly initials: string;
}

/** Letters that Unicode does not decompose, but that people type without their stroke or ligature. */
const LOOSE: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ı: "i",
};

/** Without case, accents and widths: "Ångström" and "angstrom" are the same. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[øłđðþßæœı]/g, (letter) => LOOSE[letter] ?? letter)
    .trim();
}

export function prepare(text: string): Prepared {
  const folded = fold(text);
  const words = folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const initials = words.map((word) => Array.from(word)[0] ?? "").join("");
  return { folded, words, initials };
}

/** 100 for the very name down to about 20 for letters strewn over it; null when it is not meant. */
export function scoreOf(query: string, name: Prepared): number | null {
  const asked = fold(query);
  if (asked === "") return 0;
  if (name.folded === asked) return 100;
  if (name.folded.startsWith(asked)) return 95;
  const terms = asked.split(/\s+/);
  let sum = 0;
  for (const term of terms) {
    const score = scoreOfTerm(term, name);
    if (score === null) return null;
    sum += score;
  }
  return sum / terms.length;
}

function scoreOfTerm(term: string, name: Prepared): number | null {
  const word = name.words.findIndex((one) => one.startsWith(term));
  // The beginning of an early word is what people type.
  if (word >= 0) return 85 - Math.min(word, 5) * 2;
  if (term.length > 1 && name.initials.startsWith(term)) return 75;
  if ((term.length > 1 || !isAscii(term)) && name.folded.includes(term)) return 60;
  return slipOf(term, name) ?? strewn(term, name.folded);
}

/** One character of a script that needs no spaces is as much as a word. */
function isAscii(term: string): boolean {
  return term.codePointAt(0) !== undefined && (term.codePointAt(0) ?? 0) < 128;
}

/** A slip of the finger against the beginning of a word: one up to seven letters, two beyond. */
function slipOf(term: string, { words }: Prepared): number | null {
  if (term.length < 4) return null;
  const allowed = term.length < 8 ? 1 : 2;
  const best = Math.min(...words.map((word) => slips(term, word)));
  return best <= allowed ? 50 - best * 8 : null;
}

/**
 * The fewest slips that turn `term` into some beginning of `word`: a letter too many, missing, wrong,
 * or two swapped (optimal string alignment distance).
 */
function slips(term: string, word: string): number {
  let above: number[] = [];
  let row = Array.from({ length: word.length + 1 }, (_, column) => column);
  for (let i = 1; i <= term.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= word.length; j += 1) {
      const same = term[i - 1] === word[j - 1];
      const swapped = i > 1 && j > 1 && term[i - 1] === word[j - 2] && term[i - 2] === word[j - 1];
      next.push(
        Math.min(
          at(row, j - 1) + (same ? 0 : 1),
          at(row, j) + 1,
          at(next, j - 1) + 1,
          swapped ? at(above, j - 2) + 1 : Infinity,
        ),
      );
    }
    above = row;
    row = next;
  }
  return Math.min(...row);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity;

/** The letters in order with gaps: counts only while they lie close together and begin a word. */
function strewn(term: string, folded: string): number | null {
  if (term.length < 3) return null;
  for (const start of wordStarts(folded, term[0] ?? "")) {
    const end = reach(term, folded, start);
    if (end !== null && end - start <= term.length * 2) return 30 - (end - start - term.length);
  }
  return null;
}

function* wordStarts(folded: string, letter: string): Generator<number> {
  for (let i = folded.indexOf(letter); i >= 0; i = folded.indexOf(letter, i + 1)) {
    if (i === 0 || /[^\p{L}\p{N}]/u.test(folded[i - 1] ?? "")) yield i;
  }
}

/** Where the last letter of `term` is found when the first stands at `start`. */
function reach(term: string, folded: string, start: number): number | null {
  let place = start;
  for (const letter of term.slice(1)) {
    place = folded.indexOf(letter, place + 1);
    if (place < 0) return null;
  }
  return place + 1;
}
