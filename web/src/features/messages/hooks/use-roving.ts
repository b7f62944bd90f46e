import { useMemo, useState, type KeyboardEvent } from "react";

import { rowId } from "@/features/messages/components/message-item";
import type { Row } from "@/features/messages/model/rows";

const STEPS: Partial<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** One message is a stop of the Tab key, the newest at first; arrows, Home and End move it. */
export function useRoving(rows: readonly Row[], show: (index: number) => void) {
  const [chosen, setChosen] = useState<string | null>(null);
  const indexOf = (key: string) => rows.findIndex((row) => row.key === key);
  // The list is drawn with each of its movements; the rows stay.
  const active = useMemo(() => {
    if (chosen !== null && rows.some(({ key }) => key === chosen)) return chosen;
    return rows.findLast((row) => row.kind === "message")?.key ?? null;
  }, [rows, chosen]);

  function onKeyDown(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.target.tagName !== "ARTICLE") return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = active === null ? -1 : nextIndex(rows, indexOf(active), event.key);
    const row = rows[target];
    if (!row) return;
    event.preventDefault();
    setChosen(row.key);
    show(target);
    // The row is drawn with the next frame: the range always holds the active one.
    requestAnimationFrame(() => document.getElementById(rowId(row.key))?.focus());
  }

  return { active, choose: setChosen, onKeyDown };
}

function nextIndex(rows: readonly Row[], from: number, key: string): number {
  const isMessage = (row: Row) => row.kind === "message";
  if (key === "Home") return rows.findIndex(isMessage);
  if (key === "End") return rows.findLastIndex(isMessage);
  const step = STEPS[key];
  if (!step) return -1;
  let index = from + step;
  while (rows[index] && rows[index]?.kind !== "message") index += step;
  return index;
}
