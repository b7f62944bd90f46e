import type { Row } from "./rows";

export type KeepRows = (rows: readonly Row[]) => readonly Row[];

/**
 * Rows are derived anew with each event, and most say what they said before: those stay the same
 * objects, so that only lines that changed are drawn. Rows of messages are kept with their messages
 * (rows.ts); here are the lines between them, and what is on its way.
 */
export function keepRows(): KeepRows {
  let held = new Map<string, Row>();
  return (rows) => {
    const now = new Map<string, Row>();
    const kept = rows.map((row) => {
      if (row.kind === "message" && row.message) return row;
      const before = held.get(row.key);
      const same = before && saysTheSame(before, row) ? before : row;
      now.set(row.key, same);
      return same;
    });
    held = now;
    return kept;
  };
}

function saysTheSame(before: Row, now: Row): boolean {
  const fields = Object.keys(now) as (keyof Row)[];
  return fields.every((field) => before[field] === now[field]);
}
