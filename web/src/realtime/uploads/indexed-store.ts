import { del, entries, get, set } from "idb-keyval";

import { lastingStore } from "@/lib/lasting-store";

import type { Upload, UploadStore } from "./upload";

export const uploadNames = (accountId: string) =>
  [`flowchat-uploads-${accountId}`, `flowchat-files-${accountId}`] as const;

/** Uploads in IndexedDB, the bytes apart: how far one has come is written often, the file once. */
export function indexedUploads(accountId: string): UploadStore {
  const [listName, fileName] = uploadNames(accountId);
  const uploads = lastingStore(listName, "uploads");
  const files = lastingStore(fileName, "files");
  return {
    async load() {
      const rows = await entries<string, Upload>(uploads);
      return rows.map(([, upload]) => upload);
    },
    save: (upload) => set(upload.id, upload, uploads),
    keep: (id, file) => set(id, file, files),
    file: (id) => get<Blob>(id, files),
    async remove(id) {
      await del(id, uploads);
      await del(id, files);
    },
  };
}
