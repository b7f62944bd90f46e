/**
 * What Google's SDK keeps in this browser for one of our apps. It forgets by itself at sign-out, but not
 * when another tab holds on to it, or when the page is killed on the way: so the next start looks.
 */

const PREFIX = "firestore/flowchat-";

/** Removes the caches of everybody but the owner of this app. Never rejects. */
export async function forgetOthers(own: string): Promise<void> {
  await forget((name) => name.startsWith(PREFIX) && !name.startsWith(`firestore/${own}/`));
}

/** Removes what the SDK left of this app after it was closed. */
export async function forgetOwn(own: string): Promise<void> {
  await forget((name) => name.startsWith(`firestore/${own}/`));
}

async function forget(mine: (name: string) => boolean): Promise<void> {
  try {
    for (const { name } of await indexedDB.databases()) {
      // Not awaited: another tab may hold it open, and it goes when that one lets go.
      if (name && mine(name)) indexedDB.deleteDatabase(name);
    }
    // "firestore_clients_firestore/flowchat-…", by which the tabs know of each other.
    for (const key of Object.keys(localStorage)) {
      const at = key.indexOf("_firestore/");
      if (key.startsWith("firestore_") && at > 0 && mine(key.slice(at + 1))) {
        localStorage.removeItem(key);
      }
    }
  } catch {
    // A browser without these (private windows of some): then nothing was kept either.
  }
}
