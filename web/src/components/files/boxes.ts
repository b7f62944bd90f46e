import type { Attachment } from "@/contract/types";

/** The room a file takes is known before a byte of it is here: what stands below it never moves. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

export const WIDEST = 400;
const TALLEST = 320;
/** So much of the thinnest picture can be seen and hit. */
const LEAST = 48;
export const GAP = 4;

const UNKNOWN: Box = { width: 320, height: 240 };

/** The box of one picture: as it is, but no larger than the column shows at a glance. */
export function pictureBox({ width, height }: Pick<Attachment, "width" | "height">): Box {
  if (!width || !height) return UNKNOWN;
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: atLeast(width * scale), height: atLeast(height * scale) };
}

const atLeast = (pixels: number) => Math.max(LEAST, Math.round(pixels));

/** Several pictures stand in equal squares. */
export const columnsOf = (count: number) => (count === 2 || count === 4 ? 2 : 3);

export const cellOf = (columns: number) => (WIDEST - GAP * (columns - 1)) / columns;

/** Heights of what is no picture: a film's box, and cards. */
const FILM = (WIDEST * 9) / 16;
const CARD = 56;
const SOUND = 100;

/** Files that stand together: pictures in a row of them, everything else alone. */
export type Group =
  | { readonly kind: "pictures"; readonly files: readonly Attachment[] }
  | { readonly kind: "other"; readonly file: Attachment };

/** In their order; pictures that follow each other share a grid. */
export function groupsOf(files: readonly Attachment[]): Group[] {
  const groups: Group[] = [];
  for (const file of files) {
    const last = groups.at(-1);
    if (file.kind !== "picture") groups.push({ kind: "other", file });
    else if (last?.kind !== "pictures") groups.push({ kind: "pictures", files: [file] });
    else groups[groups.length - 1] = { kind: "pictures", files: [...last.files, file] };
  }
  return groups;
}

/** About how tall the files of a message are, before they are drawn. */
export function filesHeight(files: readonly Attachment[]): number {
  return groupsOf(files).reduce((sum, group) => sum + groupHeight(group) + 6, 0);
}

function groupHeight(group: Group): number {
  if (group.kind === "other") {
    const { kind } = group.file;
    return kind === "video" ? FILM + CARD : kind === "audio" ? SOUND : CARD;
  }
  const [first] = group.files;
  const count = group.files.length;
  if (first && count === 1) return pictureBox(first).height;
  const columns = columnsOf(count);
  return Math.ceil(count / columns) * (cellOf(columns) + GAP);
}
