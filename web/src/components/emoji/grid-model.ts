import type { EmojiChoice } from "@/lib/emoji/emoji";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly choices: readonly EmojiChoice[];
}

/** A line of the picker: a title, or as many emoji as fit side by side. */
export type GridRow =
  | { readonly kind: "title"; readonly id: string; readonly title: string }
  | {
      readonly kind: "cells";
      readonly choices: readonly EmojiChoice[];
      /** The number of its first emoji among all. */
      readonly from: number;
    };

type Cells = Extract<GridRow, { kind: "cells" }>;

export function rowsOf(sections: readonly Section[], columns: number): GridRow[] {
  const rows: GridRow[] = [];
  let from = 0;
  for (const { id, title, choices } of sections) {
    if (choices.length === 0) continue;
    rows.push({ kind: "title", id, title });
    for (let start = 0; start < choices.length; start += columns) {
      const part = choices.slice(start, start + columns);
      rows.push({ kind: "cells", choices: part, from });
      from += part.length;
    }
  }
  return rows;
}

/** How many emoji there are in all rows. */
export function countOf(rows: readonly GridRow[]): number {
  const last = rows.at(-1);
  return last?.kind === "cells" ? last.from + last.choices.length : 0;
}

/** The row that holds an emoji, as an index into all rows; -1 when there is none. */
export function rowOf(rows: readonly GridRow[], cell: number): number {
  return rows.findIndex(
    (row) => row.kind === "cells" && cell >= row.from && cell < row.from + row.choices.length,
  );
}

/** Which section a row belongs to. */
export function sectionAt(rows: readonly GridRow[], index: number): string | null {
  const title = rows.slice(0, index + 1).findLast((row) => row.kind === "title");
  return title?.id ?? null;
}

const PAGE = 5;
const ROWS: Partial<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
};

/** Where a key leads from an emoji; null for keys that lead nowhere. Rows that end early are met at their end. */
export function step(rows: readonly GridRow[], cell: number, key: string): number | null {
  const lines = rows.filter((row): row is Cells => row.kind === "cells");
  const here = lines.findIndex(({ from, choices }) => cell >= from && cell < from + choices.length);
  const line = lines[here];
  if (!line) return null;
  const last = lines.at(-1);
  const end = last ? last.from + last.choices.length - 1 : 0;
  if (key === "ArrowLeft") return Math.max(0, cell - 1);
  if (key === "ArrowRight") return Math.min(end, cell + 1);
  if (key === "Home") return line.from;
  if (key === "End") return line.from + line.choices.length - 1;
  const by = ROWS[key];
  if (by === undefined) return null;
  const target = lines[Math.min(lines.length - 1, Math.max(0, here + by))] ?? line;
  return target.from + Math.min(cell - line.from, target.choices.length - 1);
}
