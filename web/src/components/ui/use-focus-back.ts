import { useRef } from "react";

interface FocusHandlers {
  onOpenAutoFocus?: ((event: Event) => void) | undefined;
  onCloseAutoFocus?: ((event: Event) => void) | undefined;
}

/**
 * The handlers of a dialog that give the focus back to where it was before. The library knows only triggers of
 * its own, and most dialogs are opened by something else: a menu, a key, a question of the program.
 */
export function useFocusBack({ onOpenAutoFocus, onCloseAutoFocus }: FocusHandlers) {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      before.current = document.activeElement;
      onOpenAutoFocus?.(event);
    },
    onCloseAutoFocus: (event: Event) => {
      onCloseAutoFocus?.(event);
      // Whatever was chosen in the dialog may have moved the focus on.
      const lost = document.activeElement === null || document.activeElement === document.body;
      const place = before.current;
      if (event.defaultPrevented || !lost || place === document.body) return;
      if (!(place instanceof HTMLElement) || !place.isConnected) return;
      event.preventDefault();
      place.focus();
    },
  };
}
