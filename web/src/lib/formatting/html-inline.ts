import { isHidden, keepsSpaces, stylesOf } from "./html-styles";
import { safeHref } from "./safe-href";
import type { Inline, Style } from "./tree";

/** What surrounds some words: how they look, where they lead, whether they are code. */
export interface Surroundings {
  readonly styles: readonly Style[];
  readonly url: string;
  readonly code: boolean;
  readonly spaces: boolean;
  /** In how many lists and quotes they stand. */
  readonly nesting: number;
}

export const NOTHING: Surroundings = {
  styles: [],
  url: "",
  code: false,
  spaces: false,
  nesting: 0,
};

interface Words extends Surroundings {
  readonly text: string;
}

/** Elements whose inside is no text of the page. Everything that is not named anywhere is looked through. */
const SKIPPED = new Set(
  "head style script noscript template iframe object embed svg math canvas audio video input textarea select option meta link title area map xml".split(
    " ",
  ),
);
const CODE = new Set(["code", "tt", "kbd", "samp"]);

export const isSkipped = (element: Element) => SKIPPED.has(element.localName) || isHidden(element);

/** The surroundings of what is inside an element. */
export function within(element: Element, around: Surroundings): Surroundings {
  const { added, removed } = stylesOf(element);
  const kept = around.styles.filter((style) => !removed.includes(style) && !added.includes(style));
  return {
    styles: [...kept, ...added],
    url: element.localName === "a" ? addressOf(element) : around.url,
    code: around.code || CODE.has(element.localName),
    spaces: around.spaces || keepsSpaces(element),
    nesting: around.nesting,
  };
}

/** The address of a link in a form that ours can hold, "" when it is none of ours. */
function addressOf(element: Element): string {
  const href = safeHref(element.getAttribute("href")?.trim() ?? "") ?? "";
  const encoded = href.replace(/[(){}|\\^`"<>]/g, encode);
  return safeHref(encoded) === null ? "" : encoded;
}

const encode = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;

/** Words gathered in order, then made into nodes: neighbours that look alike are one, spaces stay outside of marks. */
export class Gathered {
  private words: Words[] = [];

  add(text: string, around: Surroundings): void {
    const told = around.spaces ? text.replace(/\r\n?/g, "\n") : text.replace(/[ \t\n\r\f]+/g, " ");
    this.words.push({ ...around, text: told.replaceAll("\u00a0", " ") });
  }

  addBreak(): void {
    this.words.push({ ...NOTHING, text: "\n", spaces: true });
  }

  /** The nodes so far; empty when there was nothing but white space. */
  take(): readonly Inline[] {
    const words = tidied(this.words);
    this.words = [];
    return nest(words, 0);
  }
}

/** Spaces that a page would not show are gone: several in a row, and those around the lines. */
function tidied(all: readonly Words[]): Words[] {
  const out: Words[] = [];
  let fresh = true;
  for (const words of all) {
    const text = words.spaces
      ? words.text
      : words.text.slice(fresh && words.text.startsWith(" ") ? 1 : 0);
    if (text === "") continue;
    if (text.startsWith("\n")) trimLast(out);
    fresh = / $|\n$/.test(text);
    out.push({ ...words, text });
  }
  trimLast(out);
  for (let first = out[0]; first; first = out[0]) {
    const text = first.text.trimStart();
    out.shift();
    if (text === "") continue;
    out.unshift({ ...first, text });
    break;
  }
  return out;
}

function trimLast(out: Words[]): void {
  for (let last = out.at(-1); last; last = out.at(-1)) {
    const text = last.text.trimEnd();
    out.pop();
    if (text === "") continue;
    out.push({ ...last, text });
    return;
  }
}

const ORDER: readonly Style[] = ["bold", "italic", "strike", "spoiler"];

/** Level by level: links outside, then one style after the other, words and code inside. */
function nest(words: readonly Words[], level: number): readonly Inline[] {
  const style = ORDER[level - 1];
  const keyOf = (one: Words) =>
    level === 0 ? one.url : String(style && one.styles.includes(style));
  if (level > ORDER.length) return words.flatMap(leaves);
  return grouped(words, keyOf).flatMap(([key, group]) => {
    const wanted = level === 0 ? key !== "" : key === "true";
    if (!wanted) return nest(group, level + 1);
    const [before, inside, after] = withoutEdges(group);
    const children = nest(inside, level + 1);
    const node: Inline = style ? { type: style, children } : { type: "link", url: key, children };
    return [
      ...before.flatMap(leaves),
      ...(children.length > 0 ? [node] : []),
      ...after.flatMap(leaves),
    ];
  });
}

function grouped(words: readonly Words[], keyOf: (one: Words) => string): [string, Words[]][] {
  const groups: [string, Words[]][] = [];
  for (const one of words) {
    const last = groups.at(-1);
    const key = keyOf(one);
    if (last?.[0] === key) last[1].push(one);
    else groups.push([key, [one]]);
  }
  return groups;
}

/** White space around the words of a mark stands outside of it: marks don't close behind a space. */
function withoutEdges(group: readonly Words[]): [Words[], Words[], Words[]] {
  const inside = [...group];
  const before: Words[] = [];
  const after: Words[] = [];
  for (let first = inside[0]; first; first = inside[0]) {
    const text = first.text.trimStart();
    if (text.length < first.text.length) {
      before.push({
        ...first,
        text: first.text.slice(0, first.text.length - text.length),
        code: false,
      });
    }
    inside.shift();
    if (text === "") continue;
    inside.unshift({ ...first, text });
    break;
  }
  for (let last = inside.at(-1); last; last = inside.at(-1)) {
    const text = last.text.trimEnd();
    if (text.length < last.text.length) {
      after.unshift({ ...last, text: last.text.slice(text.length), code: false });
    }
    inside.pop();
    if (text === "") continue;
    inside.push({ ...last, text });
    break;
  }
  return [before, inside, after];
}

function leaves({ text, code }: Words): Inline[] {
  return text.split("\n").flatMap((line, index) => {
    const broken: Inline[] = index > 0 ? [{ type: "break" }] : [];
    if (line === "") return broken;
    return [...broken, { type: code && line.trim() ? "code" : "text", text: line }];
  });
}
