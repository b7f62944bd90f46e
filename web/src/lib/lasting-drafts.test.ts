import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { copyDraft, restoreDrafts } from "./lasting-drafts";
import { readStored, writeStored } from "./storage";

const KEY = "flowchat.draft.me.r1";

/** As the drafts' own store does it. */
function writeDraft(key: string, text: string | null): void {
  writeStored(key, text);
  copyDraft(key, text);
}

/** What a killed browser leaves of localStorage: its last seconds are gone. */
function loseLatest(before: Record<string, string>): void {
  localStorage.clear();
  for (const [key, value] of Object.entries(before)) localStorage.setItem(key, value);
}

/** The pause before a draft is copied is over. Who reads the copies stands in line behind the writing. */
const written = () => void vi.advanceTimersByTime(250);

beforeEach(() => {
  localStorage.clear();
  // Nobody waits long for a disk: by a clock that stands still a slow machine is none.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(() => void vi.useRealTimers());

it("brings back what was typed in the last second, and forgets what was sent in it", async () => {
  writeDraft(KEY, "half");
  writeDraft("flowchat.draft.me.r2", "sent soon");
  const onDisk = Object.fromEntries(Object.entries(localStorage)) as Record<string, string>;
  vi.advanceTimersByTime(1);
  writeDraft(KEY, "half a thought");
  writeDraft("flowchat.draft.me.r2", null);
  written();
  loseLatest(onDisk);
  await restoreDrafts();
  expect(readStored(KEY)).toBe("half a thought");
  expect(readStored("flowchat.draft.me.r2")).toBeNull();
});

it("leaves alone what localStorage knows better", async () => {
  writeDraft(KEY, "older");
  written();
  localStorage.setItem(KEY, "newer");
  await restoreDrafts();
  expect(readStored(KEY)).toBe("newer");
});

it("copies nothing but drafts", async () => {
  writeDraft("flowchat.theme", "dark");
  written();
  localStorage.clear();
  await restoreDrafts();
  expect(readStored("flowchat.theme")).toBeNull();
});
