import { useEffect } from "react";

const INPUTS = ["wheel", "touchmove", "pointerdown", "keydown"] as const;
/** So long after a hand's last move the list may still be scrolling from it. */
const MOVED_MS = 400;

/**
 * Calls `release` once somebody scrolls the list by hand. The list scrolls by itself, too, when rows
 * come or are measured: only what follows a wheel, a finger, a key or the scroll bar counts.
 */
export function useRelease(
  box: HTMLElement | null,
  held: boolean,
  release: (held: boolean) => void,
): void {
  useEffect(() => {
    if (!box || !held) return;
    let moved = -Infinity;
    const onInput = () => {
      moved = performance.now();
    };
    const onScroll = () => {
      if (performance.now() - moved < MOVED_MS) release(false);
    };
    for (const input of INPUTS) box.addEventListener(input, onInput, { passive: true });
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      for (const input of INPUTS) box.removeEventListener(input, onInput);
      box.removeEventListener("scroll", onScroll);
    };
  }, [box, held, release]);
}
