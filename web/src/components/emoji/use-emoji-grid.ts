import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";

import type { EmojiChoice } from "@/lib/emoji/emoji";
import { useMediaQuery } from "@/lib/use-media-query";

import { countOf, rowOf, rowsOf, step, type GridRow, type Section } from "./grid-model";

const TITLE = 30;
const PAD = 8;
/** jsdom and the first frame know no widths. */
const USUAL_WIDTH = 340;

export interface EmojiGrid {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly list: Virtualizer<HTMLDivElement, HTMLDivElement>;
  readonly rows: readonly GridRow[];
  readonly columns: number;
  /** Width and height of one emoji's place in px. */
  readonly cell: number;
  readonly active: number;
  readonly choice: EmojiChoice | undefined;
  readonly setActive: (cell: number) => void;
  readonly reset: () => void;
  readonly showSection: (id: string) => void;
  /** For the search field: moves through the grid. Answers whether the key was for the grid. */
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** The grid under the search field: its rows, which emoji is active, and the keys that move it. */
export function useEmojiGrid(sections: readonly Section[]): EmojiGrid {
  const box = useRef<HTMLDivElement>(null);
  const cell = useMediaQuery("(pointer: coarse)") ? 44 : 36;
  const columns = Math.max(4, Math.floor((useWidth(box) - 2 * PAD) / cell));
  const rows = useMemo(() => rowsOf(sections, columns), [sections, columns]);
  const [wanted, setActive] = useState(0);
  // Left, Right, Home and End belong to the text until an arrow has gone down into the grid.
  const [inGrid, setInGrid] = useState(false);
  const active = Math.min(wanted, countOf(rows) - 1);
  const list = useRows(box, rows, cell);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!inGrid && !entersGrid(event.key, event.currentTarget)) return;
    const next = step(rows, active, event.key);
    if (next === null) return;
    event.preventDefault();
    setInGrid(true);
    setActive(next);
    list.scrollToIndex(rowOf(rows, next), { align: "auto" });
  }

  function reset() {
    setActive(0);
    setInGrid(false);
    list.scrollToOffset(0);
  }

  function showSection(id: string) {
    const index = rows.findIndex((row) => row.kind === "title" && row.id === id);
    const first = rows[index + 1];
    if (first?.kind === "cells") setActive(first.from);
    list.scrollToIndex(index, { align: "start" });
  }

  const choice = choiceAt(rows, active);
  return {
    box,
    list,
    rows,
    columns,
    cell,
    active,
    choice,
    setActive,
    reset,
    showSection,
    onKeyDown,
  };
}

/** Draws only the rows in sight. */
function useRows(box: RefObject<HTMLDivElement | null>, rows: readonly GridRow[], cell: number) {
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read in handlers and while drawing the grid, never memoised
  const list = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => (rows[index]?.kind === "title" ? TITLE : cell),
    initialRect: { width: USUAL_WIDTH, height: 320 },
    overscan: 4,
    paddingEnd: PAD,
    scrollPaddingStart: TITLE,
  });
  // Sizes are cached by index, and another search puts other rows there.
  useLayoutEffect(() => list.measure(), [list, rows, cell]);
  return list;
}

function choiceAt(rows: readonly GridRow[], cell: number): EmojiChoice | undefined {
  const row = rows[rowOf(rows, cell)];
  return row?.kind === "cells" ? row.choices[cell - row.from] : undefined;
}

function entersGrid(key: string, field: HTMLInputElement): boolean {
  if (key === "ArrowRight") return field.selectionStart === field.value.length;
  return key === "ArrowDown" || key === "ArrowUp" || key === "PageDown" || key === "PageUp";
}

function useWidth(box: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(USUAL_WIDTH);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth || USUAL_WIDTH);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
