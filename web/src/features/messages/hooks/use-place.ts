import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { rowId } from "@/features/messages/components/message-item";
import type { List, Sight } from "@/features/messages/hooks/use-message-scroll";
import type { Row } from "@/features/messages/model/rows";
import { useLocation, useNavigationType } from "@/lib/router/hooks";

/** So long a message that somebody was led to stands out. */
const MARK_MS = 2_000;

interface TargetParts {
  readonly rows: readonly Row[];
  readonly list: List | null;
  /** Everything around the place in view is here. */
  readonly ready: boolean;
  readonly goTo: (anchor: number | null) => void;
}

interface PlaceParts extends TargetParts {
  /** The message the address points at. */
  readonly linked: number | null;
  /** What it points at is shown in another list. */
  readonly elsewhere: boolean;
  readonly sight: Sight | null;
  readonly live: boolean;
}

interface Target {
  /** null: the present end. */
  readonly seq: number | null;
  readonly mark: boolean;
}

/**
 * The place in the list follows the address: to a message that a link points at, and with the back
 * button to where one was. Says which row stands out, and whether the message was not there.
 */
export function usePlace(parts: PlaceParts) {
  const { linked, elsewhere } = parts;
  const target = useTarget(parts, linked === null ? null : { seq: linked, mark: true });
  useAddress(parts, target.move);
  const { drop } = target;
  useLayoutEffect(() => {
    if (elsewhere) drop();
  }, [elsewhere, drop]);
  return target;
}

/** The place of a thread follows the address to a reply that a link points at. */
export function useLinkedReply(parts: TargetParts, linked: number | null) {
  const target = useTarget(parts, linked === null ? null : { seq: linked, mark: true });
  const { move } = target;
  const { key } = useLocation();
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) return;
    before.current = key;
    if (linked !== null) move({ seq: linked, mark: true });
  }, [key, linked, move]);
  return target;
}

/**
 * A place to go to, and the going: at once when its rows are here, else as soon as they are. Scrolling
 * to the end of the rows at hand instead would stop halfway whenever the present end is yet to come.
 */
export function useTarget({ rows, list, ready, goTo }: TargetParts, begun: Target | null = null) {
  const [target, setTarget] = useState(begun);
  const [marked, setMarked] = useState<string | null>(null);
  const [missed, setMissed] = useState(false);
  const move = useCallback(
    (next: Target) => {
      setMissed(false);
      setTarget(next);
      goTo(next.seq);
    },
    [goTo],
  );
  const drop = useCallback(() => setTarget(null), []);
  const toEnd = useCallback(() => move({ seq: null, mark: false }), [move]);

  useEffect(() => {
    if (!target || !ready || !list) return;
    const index = indexAt(rows, target.seq);
    const row = rows[index];
    // The row is drawn and measured first; the list aims until it rests.
    const frame = requestAnimationFrame(() => {
      setTarget(null);
      if (target.seq === null) {
        list.scrollToEnd();
        return;
      }
      if (!row) {
        setMissed(target.mark);
        return;
      }
      list.scrollToIndex(index, { align: target.mark ? "center" : "start" });
      if (!target.mark) return;
      setMarked(row.key);
      requestAnimationFrame(() => {
        document.getElementById(rowId(row.key))?.focus({ preventScroll: true });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [target, ready, list, rows]);

  useEffect(() => {
    if (marked === null) return;
    const timer = setTimeout(() => setMarked(null), MARK_MS);
    return () => clearTimeout(timer);
  }, [marked]);
  return { marked, missed, move, drop, toEnd };
}

/** Remembers for each entry of the browser's history what was in sight there. */
function useAddress({ linked, rows, sight, live }: PlaceParts, move: (next: Target) => void): void {
  const { key } = useLocation();
  const type = useNavigationType();
  const before = useRef(key);
  const places = useRef(new Map<string, number | null>());
  const latest = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === key) {
      latest.current = placeOf(rows, sight, live);
      return;
    }
    places.current.set(before.current, latest.current);
    before.current = key;
    const back = type === "pop";
    const known = back ? places.current.get(key) : undefined;
    // What only opened something beside the list has left it where it is.
    if (known !== undefined && known === latest.current) return;
    if (known) move({ seq: known, mark: false });
    else if (linked !== null && known === undefined) move({ seq: linked, mark: true });
    // Of a place from before a reload nothing is known but that no link pointed at it.
    else if (back) move({ seq: null, mark: false });
  }, [key, type, linked, rows, sight, live, move]);
}

function placeOf(rows: readonly Row[], sight: Sight | null, live: boolean): number | null {
  if (!sight || (sight.atEnd && live)) return null;
  for (let index = Math.max(0, sight.first); index <= sight.last; index += 1) {
    const row = rows[index];
    if (row?.kind === "message" && row.message) return row.message.seq;
  }
  return null;
}

export function indexAt(rows: readonly Row[], seq: number | null): number {
  if (seq === null) return -1;
  return rows.findIndex((row) => row.kind === "message" && row.message?.seq === seq);
}
