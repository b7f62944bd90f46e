import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type MouseEvent,
  type PointerEvent,
} from "react";

/** A finger's click follows its leaving as an event of its own: so long what it pressed stays. */
const CLICK_MS = 400;
/** A press that opens the browser's menu, or in which the window goes away, may have no other end. */
const ENDS = ["pointerup", "contextmenu", "blur"] as const;

interface Pressed<T> {
  readonly item: T;
  /** Where its row lay when it was pressed. */
  readonly box: DOMRect;
}

/**
 * What was pressed is what is picked. A search may answer, or something above grow, between the press and
 * the click: the list stays as it is meanwhile, and a click where the pressed row lay means that row. Who
 * slides off the row or scrolls the list has picked nothing; a screen reader clicks without a press.
 */
export function usePress<T>(given: readonly T[], onPick: (item: T) => void) {
  const [held, setHeld] = useState<readonly T[] | null>(null);
  const pressed = useRef<Pressed<T> | null>(null);
  const items = held ?? given;
  const itemAt = (row: HTMLElement | null) => items[Number(row?.dataset.index ?? -1)];
  const forget = useCallback(() => {
    pressed.current = null;
    setHeld(null);
  }, []);
  useEndOfPress(held !== null, forget);

  return {
    items,
    holding: held !== null,
    handlers: {
      onPointerDown(event: PointerEvent) {
        const row = rowAt(event.target);
        const item = itemAt(row);
        pressed.current = null;
        if (!row || item === undefined) return;
        // The field keeps the focus.
        event.preventDefault();
        if (event.button > 0) return;
        pressed.current = { item, box: row.getBoundingClientRect() };
        setHeld(items);
      },
      onClick(event: MouseEvent) {
        const before = pressed.current;
        forget();
        const same = before !== null && isIn(before.box, event);
        const item = same ? before.item : itemAt(rowAt(event.target));
        if (item !== undefined) onPick(item);
      },
    },
  };
}

/** Says when a press is over: with its click, a little after it when none comes, at once when it scrolls. */
function useEndOfPress(pressing: boolean, forget: () => void): void {
  useEffect(() => {
    if (!pressing) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      clearTimeout(timer);
      timer = setTimeout(forget, CLICK_MS);
    };
    for (const end of ENDS) window.addEventListener(end, leave, true);
    window.addEventListener("pointercancel", forget, true);
    return () => {
      clearTimeout(timer);
      for (const end of ENDS) window.removeEventListener(end, leave, true);
      window.removeEventListener("pointercancel", forget, true);
    };
  }, [pressing, forget]);
}

const rowAt = (target: EventTarget) =>
  target instanceof Element ? target.closest<HTMLElement>("[role=option]") : null;

const isIn = ({ left, right, top, bottom }: DOMRect, { clientX: x, clientY: y }: MouseEvent) =>
  left <= x && x <= right && top <= y && y <= bottom;
