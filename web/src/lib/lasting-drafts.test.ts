import "fake-indexeddb/auto";
import { beforeEach, expect, it, vi } from "vitest";

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

const written = () => new Promise((done) => setTimeout(done, 250));

beforeEach(() => localStorage.clear());

it("brings back what was typed in the last second, and forgets what was sent in it", async () => {
  writeDraft(KEY, "half");
  writeDraft("flowchat.draft.me.r2", "sent soon");
  const onDisk = Object.fromEntries(Object.entries(localStorage)) as Record<string, string>;
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Number(onDisk["flowchat.drafts_at"])));
  writeDraft(KEY, "half a thought");
  writeDraft("flowchat.draft.me.r2", null);
  await written();
  loseLatest(onDisk);
  await restoreDrafts();
  expect(readStored(KEY)).toBe("half a thought");
  expect(readStored("flowchat.draft.me.r2")).toBeNull();
});

it("leaves alone what localStorage knows better", async () => {
  writeDraft(KEY, "older");
  await written();
  localStorage.setItem(KEY, "newer");
  await restoreDrafts();
  expect(readStored(KEY)).toBe("newer");
});

it("copies nothing but drafts", async () => {
  writeDraft("flowchat.theme", "dark");
  await written();
  localStorage.clear();
  await restoreDrafts();
  expect(readStored("flowchat.theme")).toBeNull();
});
