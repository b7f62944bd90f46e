import type { UseStore } from "idb-keyval";

/**
 * A store whose writes are on the disk when they are done ("strict"): what was written in the second
 * before the power went is there after it. Browsers otherwise leave that to the system's own time.
 */
export function lastingStore(name: string, table: string): UseStore {
  let opened: Promise<IDBDatabase> | null = null;
  const forget = () => {
    opened = null;
  };
  const open = () => {
    opened ??= openDatabase(name, table, forget).catch((error: unknown) => {
      forget();
      throw error;
    });
    return opened;
  };
  return async (mode, use) => {
    const database = await open();
    return use(database.transaction(table, mode, { durability: "strict" }).objectStore(table));
  };
}

function openDatabase(name: string, table: string, onClose: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    request.onsuccess = () => {
      const database = request.result;
      // Browsers close a database when its storage is cleared: the next write opens it anew.
      database.onclose = onClose;
      // Somebody signs out in another tab and takes it away; held open, it would stay until this page goes.
      database.onversionchange = () => {
        database.close();
        onClose();
      };
      resolve(database);
    };
    request.onerror = () => reject(request.error ?? new Error("IndexedDB did not open"));
  });
}
