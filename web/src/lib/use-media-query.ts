import { useCallback, useSyncExternalStore } from "react";

export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** One pane at a time (below the md breakpoint of theme.css). */
export const useIsNarrow = () => useMediaQuery("(width < 768px)");

/** Room for sidebar, chat and details side by side (the lg breakpoint of theme.css). */
export const useIsWide = () => useMediaQuery("(width >= 1120px)");
