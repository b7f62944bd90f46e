import { parse } from "./parse";
import type { Block, Inline, Row, Tree } from "./tree";

/** Stands for a spoiler. Always of the same length: its length would tell something, too. */
export const HIDDEN = "█████";

export interface PlainTextOptions {
  /** false hides spoilers, for notices and for previews that nobody asked to see. */
  readonly spoilers?: boolean;
  /** The character of a shortcode, or undefined: then the shortcode stays. */
  readonly emoji?: (name: string) => string | undefined;
}

/** What a text says, without its marks; blocks and lines divided by line ends. */
export function plainText(text: string, options: PlainTextOptions = {}): string {
  return plainTree(parse(text), options);
}

/** The same for a text that has been parsed. */
export function plainTree(tree: Tree, options: PlainTextOptions = {}): string {
  return tree.map((block) => plainBlock(block, options)).join("\n");
}

function plainBlock(block: Block, options: PlainTextOptions): string {
  const row = (cells: Row) => cells.map((cell) => plainLine(cell, options)).join(" | ");
  switch (block.type) {
    case "paragraph":
      return plainLine(block.children, options);
    case "quote":
      return plainTree(block.children, options);
    case "code_block":
      return block.text;
    case "list":
      return block.items
        .map(({ number, children }) => {
          return (number === null ? "• " : `${number}. `) + plainTree(children, options);
        })
        .join("\n");
    case "table":
      return [block.header, ...block.rows].map(row).join("\n");
  }
}

/** The same for what stands within lines. */
export function plainLine(children: readonly Inline[], options: PlainTextOptions = {}): string {
  return children.map((node) => plainInline(node, options)).join("");
}

function plainInline(node: Inline, options: PlainTextOptions): string {
  switch (node.type) {
    case "text":
    case "code":
      return node.text;
    case "break":
      return "\n";
    case "mention":
    case "group":
      return `@${node.name}`;
    case "emoji":
      return emojiOf(node.name, options);
    case "spoiler":
      if (options.spoilers === false) return HIDDEN;
  }
  return plainLine(node.children, options);
}

const emojiOf = (name: string, { emoji }: PlainTextOptions) => emoji?.(name) ?? `:${name}:`;
