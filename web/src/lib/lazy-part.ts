import { lazy, type ComponentType, type LazyExoticComponent } from "react";

const AGAIN_MS = 3_000;

/**
 * A part of a page that is fetched when it is first wanted. Without a network it stays away and comes
 * with the network: a menu that can't be fetched must not take the conversation down. (That the server
 * has a newer client is noticed by `lib/outdated`, which reloads the page.)
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: await untilLoaded(load) }));
}

/** Asks again whenever it may go better, until it is there. */
export async function untilLoaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await networkOrPause();
    }
  }
}

function networkOrPause(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, AGAIN_MS);
    window.addEventListener("online", done);
    function done() {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    }
  });
}
