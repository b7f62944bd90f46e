import { useState } from "react";

import type { ConversationEntry } from "./use-conversation";
import { usePageFocus } from "./use-reading";

export interface Visit {
  /** Others' messages after this seq stand under the "New" line; it stays for the visit. */
  readonly newAfter: number | null;
  /** The place in view: a seq, or null for the present end. */
  readonly anchor: number | null;
  readonly goTo: (anchor: number | null) => void;
  readonly focused: boolean;
  /** Marked as unread, here or on another device of mine: what is in sight is not read by that alone. */
  readonly held: boolean;
  readonly hold: (held: boolean) => void;
}

/** A visit to a room begins at the first unread message, or where a link points. */
export function useVisit(entry: ConversationEntry, linked: number | null): Visit {
  const focused = usePageFocus();
  const { unread_count, last_read_seq } = entry;
  // Who has read nothing yet begins at the first place there is.
  const unread = unread_count > 0 ? Math.max(1, last_read_seq) : null;
  const [anchor, goTo] = useState(linked ?? unread);
  const line = useNewLine(entry, focused, unread_count > 0 ? last_read_seq : null);
  return { ...line, anchor, goTo, focused };
}

/** Where the "New" line stands from `begun` on, and whether what is under it is to stay unread. */
export function useNewLine(
  { unread_count, last_read_seq }: Position,
  focused: boolean,
  begun: number | null,
): Pick<Visit, "newAfter" | "held" | "hold"> {
  const [newAfter, setNewAfter] = useState(begun);
  const [held, hold] = useState(false);
  const now = { unread_count, last_read_seq };
  const [before, setBefore] = useState(now);
  if (before.unread_count !== unread_count || before.last_read_seq !== last_read_seq) {
    setBefore(now);
    if (drawsLine(before, now, focused)) setNewAfter(last_read_seq);
    hold((already) => staysHeld(before, now, already));
  }
  return { newAfter, held, hold };
}

type Position = Pick<ConversationEntry, "unread_count" | "last_read_seq">;

const wentBack = (before: Position, now: Position) => now.last_read_seq < before.last_read_seq;

/** Something came while nobody looked: the line goes where the reading stopped. Marked as unread, too. */
function drawsLine(before: Position, now: Position, focused: boolean): boolean {
  const came = before.unread_count === 0 && !focused;
  return now.unread_count > 0 && (wentBack(before, now) || came);
}

function staysHeld(before: Position, now: Position, held: boolean): boolean {
  if (wentBack(before, now)) return now.unread_count > 0;
  return held && before.unread_count > 0 && now.unread_count > 0;
}
