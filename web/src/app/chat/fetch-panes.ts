/** Long enough for the first chat to be there before anything else is fetched. */
const PAUSE_MS = 2_000;

/**
 * Fetches what one tap may open next, while nothing else is to do: so it opens at once, and without
 * a network too. Returns how to call it off.
 */
export function fetchPanesSoon(): () => void {
  const timer = setTimeout(() => {
    // The list itself is long: it comes then, too. What does not come now is asked for when it is opened.
    void import("./panes").then(({ fetchPanes }) => fetchPanes()).catch(() => undefined);
  }, PAUSE_MS);
  return () => clearTimeout(timer);
}
