import { del, entries, set, type UseStore } from "idb-keyval";

import { lastingStore } from "./lasting-store";

/**
 * Browsers write localStorage to the disk seconds late, so a killed browser forgets what was typed last.
 * Drafts therefore have a copy in IndexedDB, which is taken up at the next start where it is newer.
 */
const PREFIX = "flowchat.draft.";
/** When localStorage last took a draft: lost together with it, which is how the loss shows. */
const CLOCK = "flowchat.drafts_at";
const PAUSE_MS = 150;
/** Nobody waits longer for a disk than for a blank page. */
const PATIENCE_MS = 400;

interface Copy {
  readonly text: string | null;
  readonly at: number;
}

let store: UseStore | null = null;
const copies = () => (store ??= lastingStore("flowchat-drafts", "drafts"));
const pending = new Map<string, Copy>();

/** Takes note of a write to localStorage; what is no draft is not its affair. */
export function copyDraft(key: string, text: string | null): void {
  if (!key.startsWith(PREFIX)) return;
  const at = Date.now();
  localStorage.setItem(CLOCK, String(at));
  // One write for the letters of a moment: a disk is not asked for each.
  if (pending.size === 0) setTimeout(write, PAUSE_MS);
  pending.set(key, { text, at });
}

function write(): void {
  const all = [...pending];
  pending.clear();
  for (const [key, copy] of all) void set(key, copy, copies()).catch(() => undefined);
}

/** Puts back what localStorage lost. Called once, before anything reads a draft. */
export async function restoreDrafts(): Promise<void> {
  const patience = new Promise<void>((done) => setTimeout(done, PATIENCE_MS));
  await Promise.race([takeUp().catch(() => undefined), patience]);
}

async function takeUp(): Promise<void> {
  const known = Number(localStorage.getItem(CLOCK));
  for (const [key, { text, at }] of await entries<string, Copy>(copies())) {
    if (at <= known) {
      // Both have it; a draft that was sent or cleared needs no copy at all.
      if (text === null) void del(key, copies()).catch(() => undefined);
    } else if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  }
}
