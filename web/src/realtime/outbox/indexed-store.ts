import { del, entries, set } from "idb-keyval";

import { lastingStore } from "@/lib/lasting-store";

import type { Outgoing, OutboxStore } from "./outgoing";

type Stored = Omit<Outgoing, "files"> & Partial<Pick<Outgoing, "files">>;

export const outboxName = (accountId: string) => `flowchat-outbox-${accountId}`;

/** The outbox in IndexedDB: one database per account, so that two people on one machine never mix. */
export function indexedStore(accountId: string): OutboxStore {
  const store = lastingStore(outboxName(accountId), "messages");
  return {
    async load() {
      const rows = await entries<string, Stored>(store);
      // Written by an earlier version of the page, a message has no files.
      return rows.map(([, item]) => ({ ...item, files: item.files ?? [] }));
    },
    save: (item) => set(item.client_id, item, store),
    remove: (clientId) => del(clientId, store),
  };
}
