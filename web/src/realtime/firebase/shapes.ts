import type { Mirrored, PageState, Trouble } from "./port";

/** A mirrored document as far as we read it; anything else in it is none of our business. */
export function mirrored(data: Record<string, unknown>): Mirrored {
  const { revision, events } = data;
  return {
    revision: typeof revision === "number" ? revision : 0,
    events: Array.isArray(events) ? events.filter((text) => typeof text === "string") : [],
  };
}

/** The states of a person's connections, from `{connections: {id: {state, at}}}`. */
export function pagesOf(value: unknown): PageState[] {
  const { connections } = Object(value) as { connections?: unknown };
  return Object.values(Object(connections) as Record<string, unknown>).flatMap((page) => {
    const { state } = Object(page) as { state?: unknown };
    return state === "online" || state === "away" ? [state] : [];
  });
}

/** A Firestore time in milliseconds; null for one that the server has not set yet. */
export function millisecondsOf(value: unknown): number | null {
  const { toMillis } = Object(value) as { toMillis?: unknown };
  return typeof toMillis === "function" ? Number(toMillis.call(value)) : null;
}

/** Firestore writes its codes with hyphens, the Realtime Database in capitals. */
export function troubleOf(error: unknown): Trouble {
  const { code } = Object(error) as { code?: unknown };
  const name = String(code).toLowerCase().replace("_", "-");
  if (name.endsWith("permission-denied")) return "refused";
  return name.endsWith("unauthenticated") ? "signed-out" : "other";
}

const SOON_MS = 3_000;

/** What should be done before the page lets go, but must not hold it up: a dead line answers never. */
export async function soon(work: Promise<unknown>): Promise<void> {
  const tooLate = new Promise<void>((resolve) => setTimeout(resolve, SOON_MS));
  await Promise.race([work.catch(() => undefined), tooLate]);
}
