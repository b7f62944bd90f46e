import { measureElement, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

import { estimate, learn } from "@/features/messages/model/heights";
import type { Row } from "@/features/messages/model/rows";

/** So near to the end counts as being there. */
const STICK_PX = 80;

export type List = Virtualizer<HTMLDivElement, HTMLDivElement>;

export interface Sight {
  readonly atEnd: boolean;
  /** Index of the first and the last row that is whole in the window. */
  readonly first: number;
  readonly last: number;
}

/** The newest message that is whole in the window; 0 when none is. */
export function lastSeqInSight(rows: readonly Row[], sight: Sight | null): number {
  for (let index = sight?.last ?? -1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.kind === "message" && row.message) return row.message.seq;
  }
  return 0;
}

interface StickParts {
  /** What scrolls, and the element inside that is as high as all rows together. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly rows: RefObject<HTMLDivElement | null>;
  readonly live: boolean;
}

/** Told what is in sight, and again whenever that changed. */
export type Watcher = (sight: Sight, list: List) => void;

/**
 * The virtual list of a conversation. Rows are anchored by their keys, so what comes above moves
 * nothing; at the present end it stays at the end. `live`: the last row is the newest there is.
 */
export function useMessageScroll(rows: readonly Row[], { box, rows: sizer, live }: StickParts) {
  const { look, watch } = useLook();
  const wasLive = useBefore(live);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read in effects and handlers only, never memoised
  const list = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => rows[index]?.key ?? index,
    estimateSize: (index) => estimate(rows[index]),
    measureElement: (element, entry, its) => {
      const height = measureElement(element, entry, its);
      learn(rows[its.indexFromElement(element)], height);
      return height;
    },
    overscan: 12,
    paddingStart: 16,
    paddingEnd: 8,
    scrollPaddingStart: 64,
    anchorTo: "end",
    // The end of a page of history is no present end: the next page must not pull the reader along.
    followOnAppend: live && wasLive,
    scrollEndThreshold: STICK_PX,
    onChange: look,
  });
  // Nor must the page that brings the present end: it makes the rows grow, too.
  useStickOnResize(list, { box, rows: sizer, live: live && wasLive });
  useEffect(() => look(list), [rows, list, look]);
  return { list, watch };
}

/** Tells who watches the list what is in sight. No state of the list: it would draw itself for it. */
function useLook() {
  const seen = useRef<{ readonly sight: Sight; readonly list: List } | null>(null);
  const watcher = useRef<Watcher | null>(null);
  const look = useCallback((list: List) => {
    const sight = sightOf(list);
    const before = seen.current?.sight;
    const { atEnd, first, last } = sight;
    if (before?.atEnd === atEnd && before.first === first && before.last === last) return;
    seen.current = { sight, list };
    watcher.current?.(sight, list);
  }, []);
  const watch = useCallback((watches: Watcher) => {
    watcher.current = watches;
    if (seen.current) watches(seen.current.sight, seen.current.list);
    return () => {
      watcher.current = null;
    };
  }, []);
  return { look, watch };
}

/** The value as it was a frame ago. */
function useBefore(value: boolean): boolean {
  const [before, setBefore] = useState(value);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setBefore(value));
    return () => cancelAnimationFrame(frame);
  }, [value]);
  return before;
}

function sightOf(list: List): Sight {
  const top = list.scrollOffset ?? 0;
  const bottom = top + (list.scrollRect?.height ?? 0);
  const whole = list.getVirtualItems().filter((item) => item.end > top && item.end <= bottom + 4);
  return {
    atEnd: isAtEnd(list),
    first: whole[0]?.index ?? -1,
    last: whole.at(-1)?.index ?? -1,
  };
}

/** By what the list knows: asking the element would lay everything out, with each movement. */
function isAtEnd({ measurementsCache, options, scrollRect, scrollOffset }: List): boolean {
  const end = (measurementsCache[options.count - 1]?.end ?? 0) + options.paddingEnd;
  return Math.max(0, end - (scrollRect?.height ?? 0)) - (scrollOffset ?? 0) <= STICK_PX;
}

/**
 * The composer grew or a keyboard came up, or a row did when its pictures were known: who was at the end
 * stays there.
 */
function useStickOnResize(list: List, { box, rows, live }: StickParts): void {
  const atEnd = useRef(true);
  const present = useLatest(live);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    let height = element.scrollHeight;
    const remember = () => {
      atEnd.current = isAtEnd(list);
    };
    const boxGrew = new ResizeObserver(() => {
      if (atEnd.current) list.scrollToEnd();
    });
    const rowsGrew = new ResizeObserver(() => {
      // By the height before, too: the list may have been put elsewhere since the last scroll event.
      if (atEnd.current && present.current && isEnd(element, height)) list.scrollToEnd();
      height = element.scrollHeight;
    });
    boxGrew.observe(element);
    if (rows.current) rowsGrew.observe(rows.current);
    element.addEventListener("scroll", remember, { passive: true });
    return () => {
      boxGrew.disconnect();
      rowsGrew.disconnect();
      element.removeEventListener("scroll", remember);
    };
  }, [list, box, rows, present]);
}

function isEnd({ scrollTop, clientHeight }: HTMLElement, height: number): boolean {
  return height - scrollTop - clientHeight <= STICK_PX;
}

function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
}
