import { addressAt } from "./addresses";
import { escapeStart, escapeText, escapeWithin } from "./escape";
import { parse } from "./parse";
import { plainLine, plainTree } from "./plain-text";
import { safeHref } from "./safe-href";
import type { Align, Block, Inline, Item, Link, Row, Style, Table, Tree } from "./tree";

const MARKS: Readonly<Record<Style, string>> = {
  bold: "**",
  italic: "*",
  strike: "~~",
  spoiler: "||",
};

/** Writes a tree as text that the parser reads as that tree. */
export function toMarkdown(tree: Tree): string {
  return written(tree).join("\n\n");
}

const written = (tree: Tree) => tree.map(writeBlock).filter((text) => text !== "");

/** One block. Where its marks would meet and mean something else, its words count more than its looks. */
function writeBlock(block: Block): string {
  const text = styledBlock(block);
  const said = plainTree([block]);
  return wordsOf(plainTree(parse(text))) === wordsOf(said) ? text : escapeText(said);
}

const wordsOf = (text: string) => text.replace(/\s+/g, " ").trim();

function styledBlock(block: Block): string {
  switch (block.type) {
    case "paragraph":
      return writeParagraph(block.children);
    case "quote":
      return indented(toMarkdown(block.children), "> ", "> ");
    case "list":
      return block.items.map(writeItem).join("\n");
    case "code_block":
      return writeCode(block.text, block.lang);
    case "table":
      return writeTable(block);
  }
}

function writeParagraph(children: readonly Inline[]): string {
  return writeLine(children).split("\n").map(escapeStart).join("\n");
}

function writeLine(children: readonly Inline[]): string {
  return children.map(writeInline).join("");
}

function writeInline(node: Inline): string {
  switch (node.type) {
    case "text":
      return escapeWithin(node.text);
    case "break":
      return "\n";
    case "code":
      return writeSpan(node.text);
    case "mention":
    case "group":
      return `@${node.name}`;
    case "emoji":
      return `:${node.name}:`;
    case "link":
      return writeLink(node);
    default:
      return `${MARKS[node.type]}${writeLine(node.children)}${MARKS[node.type]}`;
  }
}

/** An address that is its own words needs no brackets. */
function writeLink({ url, children }: Link): string {
  const said = plainLine(children);
  const bare = addressAt(said, 0);
  if (bare?.end === said.length && safeHref(bare.url) === url) return said;
  return `[${writeLine(children)}](${url})`;
}

/** Code within a line, between more backticks than it holds in a row. */
function writeSpan(text: string): string {
  const fence = "`".repeat(longestRun(text) + 1);
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

function writeCode(text: string, lang: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${lang}\n${text}\n${fence}`;
}

const longestRun = (text: string) =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);

function writeItem({ number, children }: Item): string {
  const mark = number === null ? "- " : `${number}. `;
  return indented(written(children).join("\n"), mark, " ".repeat(mark.length));
}

function indented(text: string, first: string, others: string): string {
  return text
    .split("\n")
    .map((line, index) => (index === 0 ? first : others) + line)
    .map((line) => line.trimEnd())
    .join("\n");
}

const RULES: Readonly<Record<Align, string>> = { start: "---", center: ":-:", end: "--:" };

function writeTable({ align, header, rows }: Table): string {
  const rules = align.map((one) => RULES[one]);
  return [writeRow(header), `| ${rules.join(" | ")} |`, ...rows.map(writeRow)].join("\n");
}

/** Cells are divided before anything in them is read: a bar takes a backslash more than elsewhere. */
function writeRow(row: Row): string {
  const cells = row.map((cell) =>
    writeLine(cell)
      .replace(/\s*\n\s*/g, " ")
      .replaceAll("|", "\\|"),
  );
  return `| ${cells.join(" | ")} |`;
}
