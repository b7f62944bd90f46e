import type { Upload, UploadStore } from "./upload";

/**
 * The bytes of uploads: in this page, and on this device's disk where it has room for them. Without room
 * (or in a private window) a file lasts as long as the page, and what changes of it is not written either.
 */
export class Shelf {
  readonly #store: UploadStore;
  readonly #files = new Map<string, Blob>();
  readonly #kept = new Set<string>();

  constructor(store: UploadStore) {
    this.#store = store;
  }

  file(id: string): Blob | undefined {
    return this.#files.get(id);
  }

  put(id: string, file: Blob): void {
    this.#files.set(id, file);
  }

  /** Writes the bytes, then the upload as it is by then; null: it was taken back meanwhile. */
  async keep(id: string, now: () => Upload | null): Promise<void> {
    const file = this.#files.get(id);
    if (!file) return;
    try {
      await this.#store.keep(id, file);
      this.#kept.add(id);
      const upload = now();
      if (upload) await this.#store.save(upload);
      else await this.remove(id);
    } catch {
      this.#kept.delete(id);
    }
  }

  save(upload: Upload): void {
    if (this.#kept.has(upload.id)) this.#store.save(upload).catch(() => undefined);
  }

  /** What an earlier page left, without the bytes that are not there any more. */
  async load(): Promise<Upload[]> {
    const uploads = await this.#store.load().catch(() => []);
    await Promise.all(uploads.map(({ id }) => this.fetch(id)));
    return uploads;
  }

  /** Gets bytes from the disk, which another tab may have put there. */
  async fetch(id: string): Promise<void> {
    const file = await this.#store.file(id).catch(() => undefined);
    if (!file) return;
    this.#kept.add(id);
    this.#files.set(id, file);
  }

  /** Nothing of it has to outlast this page any more. */
  async forget(id: string): Promise<void> {
    this.#kept.delete(id);
    await this.#store.remove(id).catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    this.#files.delete(id);
    await this.forget(id);
  }
}
