import { useSyncExternalStore } from "react";

import type { ThemeChoice } from "@/contract/types";

import { readStored, writeStored } from "./storage";

/** Also read by public/theme.js, before the first paint. */
const KEY = "flowchat.theme";
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function themeChoice(): ThemeChoice {
  const stored = readStored(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/** Keeps the choice in this browser and paints it, here and in the other tabs. */
export function setTheme(choice: ThemeChoice): void {
  writeStored(KEY, choice);
  paint();
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribe, themeChoice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function paint(): void {
  const choice = themeChoice();
  const dark = choice === "dark" || (choice === "system" && systemDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}

systemDark.addEventListener("change", paint);
window.addEventListener("storage", (event) => {
  if (event.key === KEY) paint();
});
