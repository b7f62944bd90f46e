import { useSyncExternalStore } from "react";

import { readStored, writeStored } from "@/lib/storage";

/** A value of this device, as JSON in localStorage; the other tabs hear of it too. */
export function createStored<T>(key: string, initial: T, parse: (value: unknown) => T) {
  const listeners = new Set<() => void>();
  let text: string | null = null;
  let value = initial;

  function read(): T {
    const now = readStored(key);
    if (now !== text) {
      text = now;
      value = parsed(now);
    }
    return value;
  }

  function parsed(json: string | null): T {
    if (json === null) return initial;
    try {
      return parse(JSON.parse(json));
    } catch {
      return initial;
    }
  }

  function write(next: T): void {
    writeStored(key, JSON.stringify(next));
    for (const listener of listeners) listener();
  }

  function subscribe(listener: () => void): () => void {
    const onStorage = (event: StorageEvent) => {
      if (event.key === key) listener();
    };
    listeners.add(listener);
    window.addEventListener("storage", onStorage);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", onStorage);
    };
  }

  return { read, write, use: () => useSyncExternalStore(subscribe, read) };
}
