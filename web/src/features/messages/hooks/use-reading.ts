import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 900;

/** Does somebody look at this page: visible and with the focus. */
export function usePageFocus(): boolean {
  const [focused, setFocused] = useState(hasFocus);
  useEffect(() => {
    const update = () => setFocused(hasFocus());
    const events = ["focus", "blur"] as const;
    for (const event of events) window.addEventListener(event, update);
    document.addEventListener("visibilitychange", update);
    return () => {
      for (const event of events) window.removeEventListener(event, update);
      document.removeEventListener("visibilitychange", update);
    };
  }, []);
  return focused;
}

const hasFocus = () => document.visibilityState === "visible" && document.hasFocus();

/**
 * Marks as read up to the last message in sight, at most about once a second, with the page focused.
 * The answer comes as an event on the room's stream, so nothing is kept here but what was said.
 */
export function useReading(
  /** Says it of a room or a thread. Stays the same function for each of them. */
  tell: (seq: number) => Promise<unknown>,
  visible: number,
  read: number,
  enabled: boolean,
): void {
  const latest = useRef(0);
  const told = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const before = useRef(read);

  useEffect(() => {
    // Marked as unread: what was said to be read may be read once more.
    if (read < before.current) told.current = 0;
    before.current = read;
    latest.current = enabled ? visible : 0;
    if (timer.current !== undefined || latest.current <= Math.max(read, told.current)) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      // Looked away within the second: then it was not read.
      if (latest.current <= told.current) return;
      told.current = latest.current;
      tell(latest.current).catch(() => {
        // Not heard: the next message in sight, or the next visit, says it again.
        told.current = 0;
      });
    }, PAUSE_MS);
  }, [tell, visible, read, enabled]);

  useEffect(() => () => clearTimeout(timer.current), []);
}
