import { cn } from "@/lib/cn";
import { directionOf } from "@/lib/formatting/direction";
import type { Align, Inline, Row, Table } from "@/lib/formatting/tree";
import { t } from "@/lib/i18n/translate";

import { Line, type Renderers } from "./line";

const ALIGN: Readonly<Record<Align, string>> = {
  start: "text-start",
  center: "text-center",
  end: "text-end",
};

/** A table; one that is too wide scrolls inside itself, never the page. */
export function FormattedTable({ table, renderers }: { table: Table; renderers: Renderers }) {
  return (
    <div
      role="region"
      aria-label={t("formatted.table")}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="w-fit max-w-full overflow-x-auto rounded-control border border-line"
    >
      <table dir={directionOf(table)} className="border-collapse text-body">
        <thead className="bg-bg">
          <tr>
            {table.header.map((cell, index) => (
              <Cell key={index} as="th" at={index} table={table} nodes={cell} {...{ renderers }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index} className="border-t border-line">
              <Cells row={row} table={table} renderers={renderers} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells({ row, table, renderers }: { row: Row; table: Table; renderers: Renderers }) {
  const missing = table.header.length - row.length;
  return (
    <>
      {row.map((cell, index) => (
        <Cell key={index} as="td" at={index} table={table} nodes={cell} renderers={renderers} />
      ))}
      {missing > 0 ? <td colSpan={missing} /> : null}
    </>
  );
}

interface CellProps {
  as: "th" | "td";
  at: number;
  table: Table;
  nodes: readonly Inline[];
  renderers: Renderers;
}

function Cell({ as: Tag, at, table, nodes, renderers }: CellProps) {
  return (
    <Tag
      dir="auto"
      scope={Tag === "th" ? "col" : undefined}
      className={cn(
        "max-w-80 min-w-16 px-2.5 py-1 align-top whitespace-pre-wrap",
        at > 0 && "border-s border-line",
        Tag === "th" && "font-semibold",
        ALIGN[table.align[at] ?? "start"],
      )}
    >
      <Line nodes={nodes} renderers={renderers} />
    </Tag>
  );
}
