import { styleOf } from "./html-styles";
import { MAX_DEPTH } from "./parse";
import type { Item, List, Tree } from "./tree";

/** An item of a list as Word writes it: a paragraph that says its level, with the mark spelled out. */
export interface WordItem {
  readonly level: number;
  readonly number: number | null;
  readonly children: Tree;
}

/** The item that a paragraph of Word is; null for others. Takes the spelled-out mark out of the document. */
export function wordItem(element: Element): WordItem | null {
  const list = styleOf(element).get("mso-list") ?? "";
  const found = Number(/\blevel([1-9])/.exec(list)?.[1] ?? 0);
  if (found === 0) return null;
  const level = Math.min(found, MAX_DEPTH);
  const marks = [...element.querySelectorAll("[style]")].filter(
    (part) => styleOf(part).get("mso-list") === "ignore",
  );
  const mark = marks.map((part) => part.textContent).join("");
  for (const part of marks) part.remove();
  const number = /^\s*([0-9]{1,3})[.)]/.exec(mark)?.[1];
  return { level, number: number === undefined ? null : Number(number), children: [] };
}

/** Items in a row as a list, deeper ones inside the one before them. */
export function wordList(items: readonly WordItem[]): List {
  const ordered = (items[0]?.number ?? null) !== null;
  const level = Math.min(...items.map((item) => item.level));
  const out: Item[] = [];
  let deeper: WordItem[] = [];
  const endDeeper = () => {
    const last = out.at(-1);
    if (deeper.length === 0) return;
    const inner = wordList(deeper);
    if (last) out[out.length - 1] = { ...last, children: [...last.children, inner] };
    else out.push({ number: ordered ? 1 : null, children: [inner] });
    deeper = [];
  };
  for (const item of items) {
    if (item.level > level) {
      deeper.push(item);
      continue;
    }
    endDeeper();
    out.push({ number: ordered ? (item.number ?? out.length + 1) : null, children: item.children });
  }
  endDeeper();
  return { type: "list", ordered, items: out };
}
