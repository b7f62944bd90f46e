const KEY = "flowchat.reloaded_at";

/**
 * After an update of the server an old tab asks for files that are gone. One reload fetches the new
 * ones; a second failure within a minute is a real fault and goes to the error screen.
 */
export function reloadWhenOutdated(): void {
  window.addEventListener("vite:preloadError", () => {
    if (!reloadedLately()) void reloadIfReachable();
  });
}

/** Reloads the page if there is a server: else the browser's own error page would take its place. */
export async function reloadIfReachable(): Promise<void> {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    if (!answer.ok) return;
  } catch {
    return;
  }
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
}

export function reloadedLately(): boolean {
  return Date.now() - Number(sessionStorage.getItem(KEY)) < 60_000;
}

/** Whether a part of the client failed to load. Browsers have words of their own for that, and no code. */
export function isMissingPart(error: unknown): boolean {
  const words = /dynamically imported module|importing a module script|unable to preload/iu;
  return error instanceof Error && words.test(error.message);
}
