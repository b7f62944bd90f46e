import { useRef, type MouseEvent } from "react";

import { useLongPress } from "@/lib/use-long-press";

/**
 * Opens a row's menu by a long press, a right click or the menu key. The click that ends a long press
 * is not one, and the browser's own menu for links stays away.
 */
export function useRowHold(onHold: () => void) {
  const held = useRef(false);
  const { onPointerDown, ...press } = useLongPress(() => {
    held.current = true;
    onHold();
  });
  return {
    ...press,
    onPointerDown: (event: Parameters<typeof onPointerDown>[0]) => {
      held.current = false;
      onPointerDown(event);
    },
    onMouseDown: (event: MouseEvent) => {
      // What a lifted finger sends after it would take the focus, and with it the menu.
      if (held.current) event.preventDefault();
    },
    onContextMenu: (event: MouseEvent) => {
      // With Shift the browser's own menu is still there.
      if (event.shiftKey) return;
      event.preventDefault();
      if (!held.current) onHold();
      held.current = true;
    },
    onClickCapture: (event: MouseEvent) => {
      // Keys click without a pointer: nothing was held then.
      if (held.current && event.detail > 0) event.preventDefault();
      held.current = false;
    },
  };
}
