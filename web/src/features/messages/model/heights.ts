import { filesHeight } from "@/components/files/boxes";
import type { Message } from "@/contract/types";

import type { MessageRow, Row } from "./rows";

const HEIGHTS = { beginning: 180, day: 40, new: 28 };

/** Letters in a line of the widest column. */
const LINE = 80;
/** Texts whose lengths differ by less are taken to have as many lines as each other, up to some length. */
const STEP = 12;
const LONGEST = 40 * STEP;

/** Kept with the row: what is not drawn yet must not move, or all below it would. */
const estimates = new WeakMap<Row, number>();

/** Heights as they were last measured, by what they depend on. */
const learned = new Map<string, number>();

/** How tall a row will be, before it is drawn. */
export function estimate(row: Row | undefined): number {
  if (!row) return 0;
  const known = estimates.get(row);
  if (known !== undefined) return known;
  const made = learned.get(kindOf(row) ?? "") ?? guess(row);
  estimates.set(row, made);
  return made;
}

/**
 * Most rows are as tall as others of their kind: one that is estimated right moves nothing when it is
 * drawn, and the list has nothing to correct while somebody scrolls.
 */
export function learn(row: Row | undefined, height: number): void {
  const kind = row && kindOf(row);
  if (kind && height > 0) learned.set(kind, height);
}

/** What the height of a row depends on; null where it is like that of no other. */
function kindOf(row: Row): string | null {
  if (row.kind === "beginning") return null;
  if (row.kind !== "message") return row.kind;
  const { message, outgoing, text, first } = row;
  if (!message || outgoing || text === "" || isMore(row, message)) return null;
  if (text.length > LONGEST) return null;
  return `${first ? "first" : "next"} ${breaksIn(text)} ${Math.ceil(text.length / STEP)}`;
}

/** Is there anything but words? */
function isMore({ reply_to, inThread }: MessageRow, message: Message): boolean {
  const { attachments, previews, reactions } = message;
  const around = [reply_to, inThread, message.pinned, message.forwarded, message.thread];
  const things = attachments.length + previews.length + reactions.length;
  return things > 0 || message.deletion !== null || around.some(Boolean);
}

const breaksIn = (text: string) => text.split("\n").length - 1;

const linesOf = (text: string) => Math.ceil(text.length / LINE) + breaksIn(text);

function guess(row: Row): number {
  if (row.kind !== "message") return HEIGHTS[row.kind];
  const { text, message, first } = row;
  const words = linesOf(text) + Math.ceil((message?.forwarded?.text.length ?? 0) / LINE);
  const files = message ? filesOf(message) : 0;
  return (first ? 32 : 4) + Math.max(files ? 0 : 1, words) * 22 + files + extras(row);
}

function filesOf({ attachments, forwarded }: Message): number {
  return filesHeight(attachments) + filesHeight(forwarded?.attachments ?? []);
}

/** The small lines around the words. */
function extras({ reply_to, inThread, message }: MessageRow): number {
  const above = [reply_to, inThread, message?.pinned, message?.forwarded];
  const small = above.filter(Boolean).length * 20;
  return small + (message?.reactions.length ? 32 : 0) + (message?.thread ? 32 : 0);
}
