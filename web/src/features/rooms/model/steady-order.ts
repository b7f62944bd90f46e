import type { Section, SidebarRow } from "./sidebar";

/**
 * The sections as they are, in the order of `before`: so that no row moves away under a pointer. What
 * is new in a section waits at its end.
 */
export function inOrderOf(
  before: readonly Section[],
  sections: readonly Section[],
): readonly Section[] {
  return sections.map((section) => {
    const known = before.find(({ kind, name }) => kind === section.kind && name === section.name);
    const places = new Map(known?.rows.map((row, place) => [idOf(row), place]));
    const rankOf = (row: SidebarRow) => places.get(idOf(row)) ?? places.size;
    return { ...section, rows: section.rows.toSorted((a, b) => rankOf(a) - rankOf(b)) };
  });
}

/** Do both have the same rooms in the same sections, whatever their order? */
export function haveTheSame(a: readonly Section[], b: readonly Section[]): boolean {
  const sorted = (sections: readonly Section[]) =>
    sections.map(({ kind, name, rows }) => [kind, name, ...rows.map(idOf).sort()].join(" ")).join();
  return sorted(a) === sorted(b);
}

/** Do both have the same rooms in the same order? */
export function areInOrder(a: readonly Section[], b: readonly Section[]): boolean {
  return a.length === b.length && a.every((section, at) => areRowsOf(section, b[at]));
}

function areRowsOf({ kind, name, rows }: Section, other: Section | undefined): boolean {
  if (other?.kind !== kind || other.name !== name || other.rows.length !== rows.length)
    return false;
  return rows.every((row, at) => row.entry.room.id === other.rows[at]?.entry.room.id);
}

const idOf = ({ entry }: SidebarRow) => entry.room.id;
