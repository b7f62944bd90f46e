import { useSyncExternalStore } from "react";

import { readStored, writeStored } from "@/lib/storage";

export type About = "all" | "mentions" | "nothing";

/** How this device tells me. Each device has its own: the phone in the bag is not the screen at work. */
export interface NoticePreferences {
  /** Show notifications where the browser allows them. */
  readonly show: boolean;
  readonly about: About;
  readonly sound: boolean;
  /** Show what is written, not only that and where somebody wrote. */
  readonly preview: boolean;
}

const KEY = "flowchat.notices";
/** Calm from the start: only what is meant for me, and without a sound. */
const DEFAULTS: NoticePreferences = { show: true, about: "mentions", sound: false, preview: true };
const ABOUT: readonly unknown[] = ["all", "mentions", "nothing"];

const listeners = new Set<() => void>();
let cache: { readonly text: string | null; readonly value: NoticePreferences } = {
  text: null,
  value: DEFAULTS,
};

export function noticePreferences(): NoticePreferences {
  const text = readStored(KEY);
  // One object for one text: React compares by identity.
  if (cache.text !== text) cache = { text, value: parsed(text) };
  return cache.value;
}

export function changeNoticePreferences(change: Partial<NoticePreferences>): void {
  writeStored(KEY, JSON.stringify({ ...noticePreferences(), ...change }));
  for (const listener of listeners) listener();
}

export function useNoticePreferences(): NoticePreferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, noticePreferences);
}

// Changed in another tab of this browser.
window.addEventListener("storage", (event) => {
  if (event.key === KEY) for (const listener of listeners) listener();
});

function parsed(text: string | null): NoticePreferences {
  let kept: Partial<Record<keyof NoticePreferences, unknown>> = {};
  try {
    const read: unknown = JSON.parse(text ?? "{}");
    if (typeof read === "object" && read !== null) kept = read;
  } catch {
    // Not ours: the defaults hold.
  }
  const flag = (name: "show" | "sound" | "preview") => {
    const value = kept[name];
    return typeof value === "boolean" ? value : DEFAULTS[name];
  };
  return {
    show: flag("show"),
    about: ABOUT.includes(kept.about) ? (kept.about as About) : DEFAULTS.about,
    sound: flag("sound"),
    preview: flag("preview"),
  };
}
