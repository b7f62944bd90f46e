import { addressAt, destinationAt } from "./addresses";
import { endOf, isSpace, isWord, joinsWords, letterAt, letterBefore, matchAt } from "./characters";
import { Tokens } from "./marks";
import type { Inline } from "./tree";

const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
/** A run of one kind of mark. */
const RUN = /`+|\*+|_+|~+|\|+/y;
const BACKTICKS = /`+|\n/g;
const WORD = /[A-Za-z0-9]+/y;
const OTHER = /[^\\`*_~|[\]\n:@A-Za-z0-9]+/y;
const SHORTCODE = /:([a-z0-9_+-]{1,64}):/y;
/** The runs of marks that mean something; every other run is text. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  "*": ["*"],
  "**": ["**"],
  _: ["_"],
  "~~": ["~~"],
  "||": ["||"],
  "***": ["*", "**"],
};
const NAME_LENGTH = 32;

/** The nodes of some lines of text without a blank one among them: one pass from left to right. */
export function parseInline(text: string): readonly Inline[] {
  return new Reader(text).read();
}

class Reader {
  private at = 0;
  private readonly tokens = new Tokens();
  private readonly labels = new Map<number, number>();
  private codeEnds: Map<number, number[]> | undefined;
  private emojiEnd = -1;

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  read(): readonly Inline[] {
    while (this.at < this.text.length) this.readNext(this.text.charAt(this.at));
    return this.tokens.built();
  }

  private readNext(letter: string): void {
    if (letter === "\\") this.readEscape();
    else if (letter === "`") this.readCode();
    else if ("*_~|".includes(letter)) this.readMarks();
    else if (letter === "[") this.readLabel();
    else if (letter === "]") this.readDestination();
    else this.readOther(letter);
  }

  private readOther(letter: string): void {
    if (letter === "\n") this.take(this.at + 1, { type: "break" });
    else if (letter === ":") this.readEmoji();
    else if (letter === "@") this.readMention();
    else this.readWords();
  }

  /** Goes on at `end`; what lies before it is this node, or text. */
  private take(end: number, node?: Inline): void {
    this.tokens.add(node ?? this.text.slice(this.at, end));
    this.at = end;
  }

  private readWords(): void {
    const word = endOf(WORD, this.text, this.at);
    if (word === this.at) {
      this.take(endOf(OTHER, this.text, this.at));
      return;
    }
    const address = addressAt(this.text, this.at);
    if (!address?.url) {
      this.take(address?.end ?? word);
      return;
    }
    const shown = this.text.slice(this.at, address.end);
    this.take(address.end, {
      type: "link",
      url: address.url,
      children: [{ type: "text", text: shown }],
    });
  }

  private readEscape(): void {
    const escaped = this.text.charAt(this.at + 1);
    if (escaped && PUNCTUATION.includes(escaped)) this.at += 1;
    this.take(this.at + 1);
  }

  private readCode(): void {
    const start = this.runEnd();
    const end = this.closingBackticks(start - this.at, start);
    if (end < 0) {
      this.take(start);
      return;
    }
    const whole = this.text.slice(start, end);
    const padded =
      whole.length > 2 && whole.startsWith(" ") && whole.endsWith(" ") && !/^ *$/.test(whole);
    const text = padded ? whole.slice(1, -1) : whole;
    this.take(end + start - this.at, { type: "code", text });
  }

  private runEnd(): number {
    return endOf(RUN, this.text, this.at);
  }

  /** Where the next run of exactly so many backticks in this line begins; -1 when there is none. */
  private closingBackticks(length: number, after: number): number {
    const ends = (this.codeEnds ??= runsOfBackticks(this.text));
    const next = (kind: number) => {
      const places = ends.get(kind) ?? [];
      while ((places.at(-1) ?? after) < after) places.pop();
      return places.at(-1);
    };
    const end = next(length) ?? -1;
    return end < (next(0) ?? this.text.length) ? end : -1;
  }

  private readMarks(): void {
    const end = this.runEnd();
    const run = this.text.slice(this.at, end);
    const units = UNITS[run];
    if (!units) {
      this.take(end);
      return;
    }
    const { opens, closes } = this.sides(run, end);
    this.at = end;
    let left = units;
    while (closes && left.length > 0) {
      const closed = this.tokens.close(left);
      if (!closed) break;
      left = left.filter((unit) => unit !== closed);
    }
    left.forEach((unit, index) => {
      if (opens) this.tokens.open(unit, index === 1);
      else this.tokens.add(unit);
    });
  }

  /** Marks open before a letter and close behind one; "_" does neither inside a word. */
  private sides(run: string, end: number): { opens: boolean; closes: boolean } {
    const before = letterBefore(this.text, this.at);
    const after = letterAt(this.text, end);
    const word = run === "_";
    return {
      opens: !isSpace(after) && !(word && joinsWords(before)),
      closes: !isSpace(before) && !(word && joinsWords(after)),
    };
  }

  private readLabel(): void {
    this.labels.set(this.tokens.length, this.at);
    this.tokens.open("[");
    this.at += 1;
  }

  private readDestination(): void {
    const begun = this.tokens.begun("[");
    const known = begun >= 0 && this.text[this.at + 1] === "(";
    const address = known ? destinationAt(this.text, this.at + 2) : null;
    if (!address) {
      this.take(this.at + 1);
      return;
    }
    if (isSpace(this.text.slice((this.labels.get(begun) ?? 0) + 1, this.at))) {
      this.tokens.giveUp("[");
      this.take(this.at + 1);
      return;
    }
    this.tokens.close(["["], address.url);
    this.at = address.end + 1;
  }

  private readEmoji(): void {
    const found = matchAt(SHORTCODE, this.text, this.at);
    const before = letterBefore(this.text, this.at);
    const inside = joinsWords(before) || (before === ":" && this.emojiEnd !== this.at);
    if (!found || inside) {
      this.take(this.at + 1);
      return;
    }
    this.emojiEnd = this.at + found[0].length;
    this.take(this.emojiEnd, { type: "emoji", name: found[1] ?? "" });
  }

  private readMention(): void {
    const end = this.nameEnd();
    const before = letterBefore(this.text, this.at);
    const name = withoutTail(this.text.slice(this.at + 1, end));
    const inside = joinsWords(before) || before === "@" || before === "/" || this.text[end] === "@";
    if (inside || !canBeName(name)) {
      this.take(this.at + 1);
      return;
    }
    const group = name.toLowerCase();
    this.take(
      this.at + 1 + name.length,
      group === "here" || group === "all"
        ? { type: "group", name: group }
        : { type: "mention", name },
    );
  }

  private nameEnd(): number {
    let end = this.at + 1;
    for (let letter = letterAt(this.text, end); letter; letter = letterAt(this.text, end)) {
      if (!"._-".includes(letter) && !isWord(letter)) break;
      end += letter.length;
    }
    return end;
  }
}

function withoutTail(name: string): string {
  let end = name.length;
  while (end > 0 && "._-".includes(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function canBeName(name: string): boolean {
  const length = Array.from(name).length;
  return length >= 2 && length <= NAME_LENGTH && !"._-".includes(name.charAt(0));
}

/** Where runs of backticks begin, by their length, the last first; line ends under 0. */
function runsOfBackticks(text: string): Map<number, number[]> {
  const runs = new Map<number, number[]>();
  for (const found of text.matchAll(BACKTICKS)) {
    const length = found[0] === "\n" ? 0 : found[0].length;
    const places = runs.get(length) ?? [];
    runs.set(length, places);
    places.push(found.index);
  }
  for (const places of runs.values()) places.reverse();
  return runs;
}
