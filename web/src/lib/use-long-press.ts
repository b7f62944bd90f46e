import { useRef, type PointerEvent } from "react";

const HOLD_MS = 450;
const SLACK_PX = 10;

/** A finger that stays where it is. Mice have the hover bar, keyboards the focus. */
export function useLongPress(onHold: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef({ x: 0, y: 0 });
  const cancel = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === "mouse") return;
      from.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(() => {
        dropNextClick();
        onHold();
      }, HOLD_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      const { x, y } = from.current;
      if (Math.hypot(event.clientX - x, event.clientY - y) > SLACK_PX) cancel();
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  };
}

/** What opens under the finger must not be pressed by the same finger's leaving; only a new touch counts. */
function dropNextClick() {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  const drop = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
    stop.abort();
  };
  window.addEventListener("click", drop, options);
  window.addEventListener("pointerdown", () => stop.abort(), options);
}
