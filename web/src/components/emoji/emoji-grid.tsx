import { memo, type ReactNode } from "react";

import { cn } from "@/lib/cn";
import type { EmojiChoice } from "@/lib/emoji/emoji";
import { t } from "@/lib/i18n/translate";

import { EmojiGlyph } from "./emoji-glyph";
import type { GridRow } from "./grid-model";
import type { EmojiGrid as Grid } from "./use-emoji-grid";

export const cellId = (grid: string, cell: number) => `${grid}-${cell}`;

interface EmojiGridProps {
  id: string;
  grid: Grid;
  busy: boolean;
  /** Instead of the grid when there is nothing in it. */
  empty: ReactNode;
  onPick: (choice: EmojiChoice) => void;
}

/** The emoji, of which only those in sight are drawn. The search field keeps the focus and the keys. */
export function EmojiGrid({ id, grid, busy, empty, onPick }: EmojiGridProps) {
  const { box, list, rows, columns, active, cell, setActive } = grid;
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <div
        id={id}
        role="grid"
        aria-label={t("emoji.all")}
        aria-busy={busy}
        aria-rowcount={rows.length}
        aria-colcount={columns}
        className="relative"
        style={{ height: list.getTotalSize() }}
      >
        {list.getVirtualItems().map(({ key, index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          const at = row.kind === "cells" ? active - row.from : -1;
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 1}
              className="absolute inset-x-0 top-0 grid px-2"
              style={{
                height: size,
                transform: `translateY(${start}px)`,
                gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              }}
            >
              <RowCells
                id={id}
                row={row}
                columns={columns}
                touch={cell > 36}
                activeColumn={at}
                onHover={setActive}
                onPick={onPick}
              />
            </div>
          );
        })}
      </div>
      {rows.length === 0 ? empty : null}
    </div>
  );
}

interface RowCellsProps {
  id: string;
  row: GridRow;
  columns: number;
  touch: boolean;
  /** Of the active emoji, when it is in this row. */
  activeColumn: number;
  onHover: (cell: number) => void;
  onPick: (choice: EmojiChoice) => void;
}

const RowCells = memo(function RowCells(props: RowCellsProps) {
  const { id, row, columns, touch, activeColumn, onHover, onPick } = props;
  if (row.kind === "title") {
    return (
      <div
        role="columnheader"
        aria-colspan={columns}
        className="col-span-full self-end truncate px-1.5 pb-1 text-meta font-medium text-muted"
      >
        {row.title}
      </div>
    );
  }
  return row.choices.map((choice, column) => (
    // Keys are handled by the search field, which keeps the focus (aria-activedescendant).
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- see above
    <div
      key={choice.value}
      id={cellId(id, row.from + column)}
      role="gridcell"
      aria-label={choice.label}
      aria-colindex={column + 1}
      aria-selected={column === activeColumn}
      data-value={choice.value}
      onPointerMove={column === activeColumn ? undefined : () => onHover(row.from + column)}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(choice)}
      className={cn(
        "flex cursor-pointer items-center justify-center rounded-control",
        touch ? "text-[1.625rem]" : "text-[1.375rem]",
        column === activeColumn && "bg-hover outline-2 -outline-offset-2 outline-focus",
      )}
    >
      <EmojiGlyph value={choice.value} />
    </div>
  ));
});
