import type { RoomFiles } from "@/features/files/api";

import type { RoomFile } from "./room-file";

/** Pages of files, the newest first, as one list with the oldest first; those of a message stay in their order. */
export function inOrder(pages: readonly Pick<RoomFiles, "files">[]): RoomFile[] {
  return pages.flatMap(({ files }) => files).sort((a, b) => a.seq - b.seq);
}

/**
 * What can be leafed through: all that is loaded, once that reaches back to the message of the opened
 * picture. Until then that message's own pictures, for what lies between is not known.
 */
export function aroundOf(
  known: readonly RoomFile[],
  loaded: readonly RoomFile[],
  more: boolean,
): { readonly pictures: readonly RoomFile[]; readonly reached: boolean } {
  const [first] = known;
  if (!first) return { pictures: loaded, reached: true };
  const oldest = loaded[0]?.seq ?? Infinity;
  const reached = loaded.length > 0 && (oldest < first.seq || !more);
  if (!reached) return { pictures: known, reached };
  const others = loaded.filter(({ seq }) => seq !== first.seq);
  const before = others.filter(({ seq }) => seq < first.seq);
  const own = loaded.filter(({ seq }) => seq === first.seq);
  // Opened before the list heard of the message: that knows its pictures best.
  const there = own.length < known.length ? known : own;
  return { pictures: [...before, ...there, ...others.slice(before.length)], reached };
}
