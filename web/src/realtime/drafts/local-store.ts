import { copyDraft } from "@/lib/lasting-drafts";

import type { DraftStore, HeldDraft } from "./drafts";

const prefixOf = (me: string) => `flowchat.draft.${me}.`;

/** Drafts in localStorage: written with every key press, so that neither a reload nor a crash loses a word. */
export function localDrafts(me: string, storage: Storage | null = safeStorage()): DraftStore {
  const prefix = prefixOf(me);
  return {
    load() {
      const kept = (name: string) =>
        heldIn(storage?.getItem(name) ?? null, name.slice(prefix.length));
      return draftKeys(me, storage).flatMap(kept);
    },
    save(held) {
      const name = `${prefix}${held.room_id}${held.thread_id ? `.${held.thread_id}` : ""}`;
      try {
        const text = JSON.stringify(held);
        storage?.setItem(name, text);
        copyDraft(name, text);
      } catch {
        // A full disk: the words live until the page goes, and the server has them before.
      }
    },
  };
}

/** Under which names somebody's drafts are kept. */
export function draftKeys(me: string, storage: Storage | null = safeStorage()): string[] {
  if (!storage) return [];
  const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return names.filter((name) => name.startsWith(prefixOf(me)));
}

/** A draft as this version of the page writes it, or the bare words of the one before. */
function heldIn(value: string | null, place: string): HeldDraft[] {
  if (value === null) return [];
  const [room_id = "", thread_id = null] = place.split(".");
  const bare = { room_id, thread_id, text: value, reply_to: null, updated_at: "", other: null };
  try {
    const held: unknown = JSON.parse(value);
    if (isHeld(held)) return [held];
  } catch {
    // Words, not an object.
  }
  return [{ ...bare, version: 0, told: "\n" }];
}

function isHeld(value: unknown): value is HeldDraft {
  return typeof value === "object" && value !== null && "told" in value && "room_id" in value;
}

function safeStorage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
