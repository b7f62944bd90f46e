import { copyDraft } from "@/lib/lasting-drafts";
import { writeStored } from "@/lib/storage";

import { isUntold } from "./drafts/drafts";
import { draftKeys, localDrafts } from "./drafts/local-store";
import { indexedStore, outboxName } from "./outbox/indexed-store";
import { indexedUploads, uploadNames } from "./uploads/indexed-store";

/** What of a person's is in this browser and nowhere else. */
export interface Unsent {
  readonly messages: number;
  /** Files that no message names yet; those of a waiting message count with it. */
  readonly files: number;
  readonly drafts: number;
}

/** Counts what would be lost with this browser's memory. What can't be read, nothing would send either. */
export async function unsentOf(userId: string): Promise<Unsent> {
  const [outgoing, uploads] = await Promise.all([
    indexedStore(userId).load(),
    indexedUploads(userId).load(),
  ]).catch(() => [[], []] as const);
  const onTheirWay = outgoing.filter(({ state }) => state !== "sent" && state !== "withdrawn");
  return {
    messages: onTheirWay.length,
    files: uploads.filter(({ client_id }) => client_id === null).length,
    drafts: localDrafts(userId).load().filter(isUntold).length,
  };
}

/**
 * Removes somebody's drafts, files and messages from this browser: the next at this machine, who may know how to look
 * into a browser's stores, must not find them.
 */
export async function forgetAccount(userId: string): Promise<void> {
  // The chat that was on the screen lets go first: what it still had to write would come back.
  await new Promise((done) => setTimeout(done));
  for (const key of draftKeys(userId)) {
    writeStored(key, null);
    copyDraft(key, null);
  }
  await Promise.all([outboxName(userId), ...uploadNames(userId)].map(removeDatabase));
}

/** Another tab that still has it open closes it when it hears of this (lasting-store.ts). */
function removeDatabase(name: string): Promise<void> {
  return new Promise((done) => {
    try {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = () => done();
    } catch {
      // No IndexedDB, as in private windows of some browsers: nothing was kept.
      done();
    }
  });
}
