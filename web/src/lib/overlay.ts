import { useSyncExternalStore } from "react";

/** Whether something that lies over the page is open, to be opened from anywhere. */
export interface Overlay {
  readonly show: (open: boolean) => void;
  readonly useOpen: () => boolean;
  /** Puts the focus back where it was when the overlay opened. */
  readonly returnFocus: () => void;
}

/** A dialog that a key opens has no trigger to return to, so the place is remembered here. */
export function makeOverlay(): Overlay {
  let isOpen = false;
  let before: Element | null = null;
  const listeners = new Set<() => void>();
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    show(open) {
      if (open && !isOpen) before = document.activeElement;
      isOpen = open;
      for (const listener of listeners) listener();
    },
    useOpen: () => useSyncExternalStore(subscribe, () => isOpen),
    returnFocus() {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
  };
}
