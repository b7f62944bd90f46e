import { Gathered, isSkipped, NOTHING, type Surroundings, within } from "./html-inline";
import { codeIn, rowsOf } from "./html-parts";
import { looksLikeCode } from "./html-styles";
import { wordItem, wordList, type WordItem } from "./html-word";
import { MAX_DEPTH } from "./parse";
import type { Block, Inline, Item, Table, Tree } from "./tree";

/** Deeper than people write and shallow enough for every stack. */
const DEEPEST = 60;

const BLOCKS = new Set(
  "address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup li main nav p section summary tbody td tfoot th thead tr".split(
    " ",
  ),
);

/** The blocks of a page. */
export function blocksOf(element: Element): Tree {
  const writer = new Writer();
  writer.inside(element, NOTHING, 0);
  return writer.finish();
}

class Writer {
  private readonly blocks: Block[] = [];
  private readonly gathered = new Gathered();
  private wordItems: WordItem[] = [];

  finish(): Tree {
    this.endWordList();
    this.endParagraph();
    return this.blocks;
  }

  inside(element: Element, around: Surroundings, depth: number): void {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.text(node.nodeValue ?? "", around);
      else if (node instanceof Element || node.nodeType === Node.ELEMENT_NODE) {
        this.element(node as Element, around, depth);
      }
    }
  }

  private text(text: string, around: Surroundings): void {
    if (text.trim() !== "") this.endWordList();
    this.gathered.add(text, around);
  }

  element(element: Element, around: Surroundings, depth: number): void {
    if (isSkipped(element)) return;
    if (depth > DEEPEST) {
      this.text(element.textContent, around);
      return;
    }
    const item = wordItem(element);
    if (item) {
      this.addWordItem(item, element, depth);
      return;
    }
    const block = blockFor(element, around, depth);
    if (block) {
      this.add(block);
      return;
    }
    this.lookThrough(element, around, depth);
  }

  private lookThrough(element: Element, around: Surroundings, depth: number): void {
    const name = element.localName;
    if (name === "br") {
      this.gathered.addBreak();
      return;
    }
    if (name === "img") {
      this.text(element.getAttribute("alt") ?? "", around);
      return;
    }
    const isBlock = BLOCKS.has(name);
    if (isBlock) this.endParagraph();
    this.inside(element, within(element, around), depth + 1);
    if (isBlock) this.endParagraph();
  }

  private add(block: Block): void {
    this.endWordList();
    this.endParagraph();
    const last = this.blocks.at(-1);
    // Two lists in a row would be read as one.
    if (block.type === "list" && last?.type === "list" && last.ordered === block.ordered) {
      this.blocks[this.blocks.length - 1] = { ...last, items: [...last.items, ...block.items] };
    } else {
      this.blocks.push(block);
    }
  }

  private addWordItem(item: WordItem, element: Element, depth: number): void {
    this.endParagraph();
    const inside = new Writer();
    inside.inside(element, NOTHING, depth + 1);
    this.wordItems.push({ ...item, children: inside.finish() });
  }

  private endWordList(): void {
    const items = this.wordItems;
    this.wordItems = [];
    if (items.length > 0) this.add(wordList(items));
  }

  private endParagraph(): void {
    const children = this.gathered.take();
    if (children.length === 0) return;
    this.endWordList();
    this.blocks.push({ type: "paragraph", children });
  }
}

/** The block that an element is by its name; null when it is to be looked through. */
function blockFor(element: Element, around: Surroundings, depth: number): Block | null {
  const readers: Inside = {
    children: (part) => read((writer) => writer.inside(part, deeper(part, around), depth + 1)),
    whole: (part) => read((writer) => writer.element(part, deeper(part, around), depth + 1)),
  };
  const name = element.localName;
  if (name === "table") return tableFrom(element, readers);
  if (name === "hr") return { type: "paragraph", children: [{ type: "text", text: "---" }] };
  if (looksLikeCode(element)) return codeIn(element);
  if (around.nesting >= MAX_DEPTH) return null;
  if (name === "blockquote") return { type: "quote", children: readers.children(element) };
  return name === "ul" || name === "ol" ? listFrom(element, readers) : null;
}

/** Ways to the blocks of another element: of what is in it, or of it with all. */
interface Inside {
  readonly children: (part: Element) => Tree;
  readonly whole: (part: Element) => Tree;
}

function read(by: (writer: Writer) => void): Tree {
  const writer = new Writer();
  by(writer);
  return writer.finish();
}

const deeper = (part: Element, around: Surroundings): Surroundings => ({
  ...within(part, around),
  nesting: around.nesting + 1,
});

function listFrom(element: Element, inside: Inside): Block | null {
  const ordered = element.localName === "ol";
  const items: Item[] = [];
  let number = Number(element.getAttribute("start") ?? 1);
  for (const child of element.children) {
    if (isSkipped(child)) continue;
    if (child.localName !== "li") {
      addBeside(items, inside.whole(child));
      continue;
    }
    number = Number(child.getAttribute("value") ?? number);
    const children = inside.children(child);
    if (children.length > 0) items.push({ number: ordered ? inRange(number) : null, children });
    number += 1;
  }
  return items.length > 0 ? { type: "list", ordered, items } : null;
}

/** Google Docs and old Word put a nested list beside its item instead of into it. */
function addBeside(items: Item[], children: Tree): void {
  const last = items.pop();
  const number = last?.number ?? null;
  items.push({ number, children: [...(last?.children ?? []), ...children] });
}

const inRange = (number: number) => Math.min(999, Math.max(0, Math.trunc(number) || 0));

/** A table with at least two columns and rows; others are there for the layout and are looked through. */
function tableFrom(element: Element, inside: Inside): Table | null {
  const rows = rowsOf(element).map((row) => row.map((cell) => oneLine(inside.children(cell))));
  const [header, ...others] = rows;
  if (!header || header.length < 2 || header.length > 32 || others.length === 0) return null;
  return {
    type: "table",
    align: header.map(() => "start"),
    header: header.map(withoutBold),
    rows: others.map((row) => row.slice(0, header.length)),
  };
}

/** What a cell can hold: the lines of its paragraphs, one behind the other. */
function oneLine(tree: Tree): readonly Inline[] {
  const space: Inline = { type: "text", text: " " };
  return tree.flatMap((block, index) => [...(index > 0 ? [space] : []), ...inlineOf(block)]);
}

function inlineOf(block: Block): readonly Inline[] {
  switch (block.type) {
    case "paragraph":
      return block.children.map((node) =>
        node.type === "break" ? { type: "text", text: " " } : node,
      );
    case "code_block":
      return [{ type: "code", text: block.text.replace(/\s+/g, " ") }];
    case "quote":
      return oneLine(block.children);
    case "list":
      return oneLine(block.items.flatMap((item) => item.children));
    case "table":
      return oneLine([]);
  }
}

const withoutBold = (cell: readonly Inline[]) =>
  cell.flatMap((node) => (node.type === "bold" ? node.children : [node]));
