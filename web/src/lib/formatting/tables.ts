import { trimmed } from "./characters";
import { parseInline } from "./inline";
import type { Align, Block, Row } from "./tree";

const MAX_COLUMNS = 32;
const RULE = /^:?-+:?$/;
const RULE_LINE = /^[ \t|:-]*$/;
const DIVIDER = /(?<!\\)\|/;

/** The table whose header is this line, and where it ends; null when there is none. */
export function readTable(lines: readonly string[], at: number): [Block, number] | null {
  if (!lines[at]?.includes("|")) return null;
  const align = alignment(lines[at + 1] ?? "");
  const header = align.length > 0 ? cells(lines[at]) : [];
  if (header.length === 0 || header.length !== align.length || header.length > MAX_COLUMNS) {
    return null;
  }
  const rows: Row[] = [];
  let end = at + 2;
  for (let line = lines[end]; line && DIVIDER.test(line); line = lines[end]) {
    rows.push(parsed(cells(line).slice(0, header.length)));
    end += 1;
  }
  return [{ type: "table", align, header: parsed(header), rows }, end];
}

function alignment(line: string): Align[] {
  if (!line.includes("|") || !RULE_LINE.test(line)) return [];
  const rules = cells(line);
  return rules.every((rule) => RULE.test(rule)) ? rules.map(alignOf) : [];
}

function alignOf(rule: string): Align {
  if (!rule.endsWith(":")) return "start";
  return rule.startsWith(":") ? "center" : "end";
}

function cells(line: string): string[] {
  const found = line.split(DIVIDER).map(trimmed);
  if (found.length > 1 && !found[0]) found.shift();
  if (found.length > 1 && !found.at(-1)) found.pop();
  return found.map((cell) => cell.replaceAll("\\|", "|"));
}

const parsed = (row: readonly string[]): Row => row.map(parseInline);
