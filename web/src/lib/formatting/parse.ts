import { trimmed } from "./characters";
import { parseInline } from "./inline";
import { readTable } from "./tables";
import type { Block, Inline, Item, Tree } from "./tree";

/** How deep quotes and lists may stand in each other; deeper, their marks are text. */
export const MAX_DEPTH = 5;

const LANG = /^[A-Za-z0-9+#._-]{1,32}$/;
const MARKER = /^([-*]|[0-9]{1,3}[.)])[ \t]+(?=[^ \t])/;
const FENCE = /^( {0,3})(`{3,})/;
const QUOTED = /^ {0,3}>(?:$|(?=[ \t>]) ?)/;

type Found = [block: Block, end: number] | null;

/** The tree of a text by the grammar of docs/formatting.md. Never throws; time linear in the text. */
export function parse(text: string): Tree {
  return blocksOf(text.replace(/\r\n?/g, "\n").split("\n"), 0);
}

function blocksOf(lines: readonly string[], depth: number): Tree {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const endParagraph = () => {
    const children = paragraphOf(plain);
    if (children.length > 0) blocks.push({ type: "paragraph", children });
    plain = [];
  };
  for (let at = 0; at < lines.length;) {
    const found = blockAt(lines, at, depth);
    if (found) {
      endParagraph();
      blocks.push(found[0]);
      at = found[1];
    } else {
      plain.push(lines[at] ?? "");
      at += 1;
    }
  }
  endParagraph();
  return blocks;
}

function blockAt(lines: readonly string[], at: number, depth: number): Found {
  const inner = () =>
    depth < MAX_DEPTH ? (readQuote(lines, at, depth) ?? readList(lines, at, depth)) : null;
  return readCode(lines, at) ?? inner() ?? readTable(lines, at);
}

const isBlank = (line: string) => /^[ \t]*$/.test(line);

/** The lines of text so far. Blank lines inside stay; marks do not reach across them. */
function paragraphOf(plain: readonly string[]): readonly Inline[] {
  const children: Inline[] = [];
  let group: string[] = [];
  let gap = 0;
  for (const line of plain) {
    if (isBlank(line)) {
      gap += 1;
      continue;
    }
    if (gap > 0 && (children.length > 0 || group.length > 0)) {
      append(children, parseInline(group.join("\n")));
      append(children, Array<Inline>(gap + 1).fill({ type: "break" }));
      group = [];
    }
    gap = 0;
    group.push(line);
  }
  append(children, parseInline(group.join("\n")));
  return children;
}

// Not push(...more): a long text would be more arguments than a call may have.
function append(all: Inline[], more: readonly Inline[]): void {
  for (const one of more) all.push(one);
}

function readCode(lines: readonly string[], at: number): Found {
  const opened = fenceOf(lines[at] ?? "");
  if (!opened || opened.info.includes("`")) return null;
  const lang = LANG.test(opened.info) ? opened.info : "";
  // Words that are no language are code: nothing that was typed may vanish.
  const first = opened.info && !lang ? [opened.info] : [];
  const end = fenceEnd(lines, at + 1, opened.length);
  const text = [...first, ...lines.slice(at + 1, end)].join("\n");
  return [{ type: "code_block", lang: lang.toLowerCase(), text }, Math.min(end + 1, lines.length)];
}

function fenceEnd(lines: readonly string[], start: number, length: number): number {
  for (let at = start; at < lines.length; at += 1) {
    const closing = fenceOf(lines[at] ?? "");
    if (closing && closing.length >= length && !closing.info) return at;
  }
  return lines.length;
}

/** How many backticks open or close code in a line, and what stands behind them. */
function fenceOf(line: string): { length: number; info: string } | null {
  const found = FENCE.exec(line);
  if (!found) return null;
  const info = trimmed(line.slice(found[0].length));
  return { length: found[2]?.length ?? 0, info };
}

function readQuote(lines: readonly string[], at: number, depth: number): Found {
  const inside: string[] = [];
  for (;;) {
    const line = lines[at + inside.length];
    // ">:(" and ">_<" are faces, not quotes.
    const mark = line === undefined ? null : QUOTED.exec(line);
    if (line === undefined || !mark) break;
    inside.push(line.slice(mark[0].length));
  }
  if (inside.length === 0) return null;
  return [{ type: "quote", children: blocksOf(inside, depth + 1) }, at + inside.length];
}

interface Marker {
  indent: number;
  width: number;
  number: number | null;
  content: string;
}

function markerOf(line: string | undefined): Marker | null {
  const { indent, bare } = indentation(line ?? "");
  const found = MARKER.exec(bare);
  const sign = found?.[1];
  if (!found || !sign) return null;
  const number = sign.length > 1 ? Number(sign.slice(0, -1)) : null;
  return { indent, width: sign.length + 1, number, content: bare.slice(found[0].length) };
}

/** How many columns of white space a line begins with, tabs four wide, and what stands behind them. */
function indentation(line: string): { indent: number; bare: string } {
  let indent = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "\t") indent += 4 - (indent % 4);
    else if (line[at] === " ") indent += 1;
    else return { indent, bare: line.slice(at) };
  }
  return { indent: 0, bare: "" };
}

function readList(lines: readonly string[], start: number, depth: number): Found {
  let marker = markerOf(lines[start]);
  if (!marker) return null;
  const ordered = marker.number !== null;
  const items: Item[] = [];
  let at = start;
  while (marker) {
    const { inside, end } = itemLines(lines, at + 1, marker);
    items.push({ number: marker.number, children: blocksOf(inside, depth + 1) });
    const following = afterBlanks(lines, end);
    marker = markerOf(lines[following]);
    if (marker && (marker.number !== null) !== ordered) marker = null;
    at = marker ? following : end;
  }
  return [{ type: "list", ordered, items }, at];
}

/** The lines of an item, without their indentation, and where they end. */
function itemLines(lines: readonly string[], start: number, marker: Marker) {
  const inside = [marker.content];
  let at = start;
  while (at < lines.length) {
    const following = afterBlanks(lines, at);
    const { indent, bare } = indentation(lines[following] ?? "");
    if (!bare || indent < marker.indent + 2) break;
    for (; at < following; at += 1) inside.push("");
    inside.push(" ".repeat(Math.max(0, indent - marker.indent - marker.width)) + bare);
    at = following + 1;
  }
  return { inside, end: at };
}

function afterBlanks(lines: readonly string[], start: number): number {
  let at = start;
  while (at < lines.length && isBlank(lines[at] ?? "")) at += 1;
  return at;
}
