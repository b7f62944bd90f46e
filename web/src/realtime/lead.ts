/**
 * Of all tabs of this browser that ask for the same name, one at a time leads: `elected` is called in
 * the eldest, and in the next when that one is closed or has crashed. Returns the way to step back;
 * null where the browser has no locks (plain http), and then nobody knows of the others.
 */
export function leadByLock(name: string, elected: () => void): (() => void) | null {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return null;
  const leaving = new AbortController();
  const { signal } = leaving;
  const untilLeaving = new Promise<void>((release) => {
    signal.addEventListener("abort", () => release());
  });
  const hold = () => {
    elected();
    return untilLeaving;
  };
  // It rejects when the wait is called off, which is how a closing tab steps out of the queue.
  locks.request(name, { signal }, hold).catch(() => undefined);
  return () => leaving.abort();
}
