import { useSyncExternalStore } from "react";

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "danger";
  /** Stays until it is answered or sent away. */
  readonly lasting?: boolean;
  /** Milliseconds, where the offer to undo holds for so long. */
  readonly duration?: number;
  readonly action?: { readonly label: string; readonly run: () => void };
}

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function update(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says that something was done, for a few seconds; with `action`, offers to undo it. */
export function toast(
  text: string,
  options: Partial<Pick<Toast, "tone" | "action" | "lasting" | "duration">> = {},
): number {
  const id = nextId++;
  // Three at most: more would cover what the person is doing.
  update([...toasts.slice(-2), { tone: "plain", ...options, id, text }]);
  return id;
}

export function dismissToast(id: number): void {
  update(toasts.filter((one) => one.id !== id));
}

/** When nobody is there to draw them any more. */
export function clearToasts(): void {
  update([]);
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
