/** Parts of the composer that come when they are first wanted, not with the page. */
export const loadFormatBar = () => import("../format-bar");
export const loadAdmit = () => import("./admit");
export const loadTray = () => import("./file-tray");
export const loadReplyBar = () => import("../reply-bar");
export const loadSuggestions = () => import("../suggestion-list");

/** Fetches all of them, so that they open at once, and without a network too. */
export function loadParts(): Promise<unknown> {
  const parts = [loadAdmit(), loadTray(), loadFormatBar(), loadReplyBar(), loadSuggestions()];
  return Promise.allSettled(parts);
}
