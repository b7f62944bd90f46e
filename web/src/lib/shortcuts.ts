import { useEffect, useRef, useSyncExternalStore } from "react";

/** A key with its meaning, as the overlay lists it. */
export interface Shortcut {
  /**
   * "mod+k", "alt+arrowdown", "?", "escape"; several with the same meaning are parted by a space.
   * mod is Ctrl, on Apple machines Command.
   */
  readonly keys: string;
  readonly label: string;
  readonly group: string;
}

interface Bound extends Shortcut {
  readonly run: (event: KeyboardEvent) => void;
}

export const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

let bound: readonly Bound[] = [];
const listeners = new Set<() => void>();

function update(next: readonly Bound[]): void {
  bound = next;
  for (const listener of listeners) listener();
}

/**
 * Binds a key while the component is mounted; the latest binding of a key wins. Keys without Ctrl, Alt or
 * Command stay silent while somebody types.
 */
export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void): void {
  const { keys, label, group } = shortcut;
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const mine: Bound = { keys, label, group, run: (event) => latest.current(event) };
    update([...bound, mine]);
    return () => update(bound.filter((other) => other !== mine));
  }, [keys, label, group]);
}

/** What is bound now, for the overlay. */
export function useBoundShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bound,
  );
}

function matches(keys: string, event: KeyboardEvent): boolean {
  return keys.split(" ").some((one) => isPressed(one, event));
}

function isPressed(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.toLowerCase().split("+");
  const key = parts.at(-1) ?? "";
  const mod = isApple ? event.metaKey : event.ctrlKey;
  if (parts.includes("mod") !== mod || parts.includes("alt") !== event.altKey) return false;
  // Signs such as "?" are typed with Shift on some keyboards and without it on others.
  const letter = /^([a-z0-9]|[a-z]{2,})$/.test(key);
  if (letter && parts.includes("shift") !== event.shiftKey) return false;
  return event.key.toLowerCase() === key;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && event.key.length === 1;
  if (plain && isTyping(event.target)) return;
  const hit = bound.findLast((one) => matches(one.keys, event));
  if (!hit) return;
  event.preventDefault();
  hit.run(event);
}

window.addEventListener("keydown", onKeyDown);
