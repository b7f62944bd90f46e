import { useCallback, type RefObject } from "react";

export type Side = "top" | "bottom" | "left" | "right";

/** Between the bubble and what it names, and between the bubble and the window's edge. */
const GAP = 6;
const EDGE = 8;

const OPPOSITE: Record<Side, Side> = { top: "bottom", bottom: "top", left: "right", right: "left" };

interface Size {
  width: number;
  height: number;
}

/** Puts an element beside another one as soon as it is there; give what it returns as its ref. */
export function usePlacement(anchor: RefObject<HTMLElement | null>, side: Side) {
  return useCallback(
    (bubble: HTMLElement | null) => {
      if (!bubble || !anchor.current) return;
      const { innerWidth: width, innerHeight: height } = window;
      const at = placeBeside(
        anchor.current.getBoundingClientRect(),
        bubble.getBoundingClientRect(),
        {
          side,
          window: { width, height },
        },
      );
      // `left` whatever the direction: these are measures of the window, not of the text.
      bubble.style.inset = `${at.top}px auto auto ${at.left}px`;
    },
    [anchor, side],
  );
}

/** On the wanted side, on the opposite one when there is no room, and never outside the window. */
export function placeBeside(
  anchor: Pick<DOMRect, Side | "width" | "height">,
  bubble: Size,
  { side, window }: { side: Side; window: Size },
): { left: number; top: number } {
  const fits = {
    top: anchor.top - bubble.height - GAP >= EDGE,
    bottom: anchor.bottom + bubble.height + GAP <= window.height - EDGE,
    left: anchor.left - bubble.width - GAP >= EDGE,
    right: anchor.right + bubble.width + GAP <= window.width - EDGE,
  };
  const chosen = fits[side] || !fits[OPPOSITE[side]] ? side : OPPOSITE[side];
  const centred = {
    left: anchor.left + (anchor.width - bubble.width) / 2,
    top: anchor.top + (anchor.height - bubble.height) / 2,
  };
  const moved = {
    top: { ...centred, top: anchor.top - bubble.height - GAP },
    bottom: { ...centred, top: anchor.bottom + GAP },
    left: { ...centred, left: anchor.left - bubble.width - GAP },
    right: { ...centred, left: anchor.right + GAP },
  }[chosen];
  return {
    left: within(moved.left, window.width - bubble.width),
    top: within(moved.top, window.height - bubble.height),
  };
}

const within = (value: number, room: number) =>
  Math.round(Math.max(EDGE, Math.min(value, room - EDGE)));
