import { t } from "@/lib/i18n/translate";
import type { Clock } from "@/realtime/clock";

import type { UploadNeighbours, UploadNote } from "./neighbours";
import { Previews } from "./previews";
import { Queue } from "./queue";
import { Shelf } from "./shelf";
import type { Carry, Upload, UploadStore } from "./upload";

/** The server sweeps after a day what nothing names. */
const STALE_MS = 22 * 3_600_000;
/** How often other tabs hear of the bytes. */
const TELL_MS = 500;

export interface RegisterOptions {
  store: UploadStore;
  neighbours: UploadNeighbours;
  carry: Carry;
  random?: () => number;
}

/** Which files are on their way: here, on this device's disk, and in the other tabs, all the same. */
export class Register {
  readonly queue: Queue;
  readonly previews = new Previews();
  readonly shelf: Shelf;
  readonly #neighbours: UploadNeighbours;
  readonly #clock: Clock;
  readonly #gone = new Set<string>();
  readonly #holds = new Map<string, () => void>();
  readonly #told = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  #items: readonly Upload[] = [];
  #leave: () => void = () => undefined;
  #stopped = false;

  constructor({ store, neighbours, ...rest }: RegisterOptions, clock: Clock) {
    this.#neighbours = neighbours;
    this.#clock = clock;
    this.shelf = new Shelf(store);
    this.queue = new Queue({
      ...rest,
      clock,
      list: this.list,
      file: (id) => this.shelf.file(id),
      change: (id, change) => this.change(id, change),
    });
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  list = (): readonly Upload[] => this.#items;

  find(id: string): Upload | undefined {
    return this.#items.find((one) => one.id === id);
  }

  async start(): Promise<void> {
    this.#leave = this.#neighbours.listen((note) => this.#hear(note));
    const stored = await this.shelf.load();
    if (this.#stopped) return;
    const news = stored.filter(({ id }) => !this.#gone.has(id) && !this.find(id));
    const left = news.map((upload) => this.#resumed(upload));
    this.#show([...this.#items, ...left].sort(byAge));
    for (const { id } of left) this.#hold(id);
  }

  stop(): void {
    this.#stopped = true;
    this.#leave();
    this.queue.stop();
    for (const release of this.#holds.values()) release();
    this.previews.stop();
  }

  add(uploads: readonly Upload[]): void {
    this.#show([...this.#items, ...uploads]);
    for (const upload of uploads) {
      const { id } = upload;
      // Held before another tab hears of it: whoever asks first carries it.
      this.#hold(id);
      this.#neighbours.tell({ added: this.find(id) ?? upload });
      void this.shelf.keep(id, () => this.find(id) ?? null);
    }
  }

  change(id: string, change: Partial<Upload>): void {
    const old = this.find(id);
    if (!old) return;
    const upload = { ...old, ...change };
    this.#show(this.#items.map((one) => (one.id === id ? upload : one)));
    const progress = change.sent !== undefined && upload.state === old.state;
    if (progress && this.#clock.now() - (this.#told.get(id) ?? 0) < TELL_MS) return;
    this.#told.set(id, this.#clock.now());
    this.#neighbours.tell({ id, change });
    this.shelf.save(upload);
  }

  /** Lets one go, here and everywhere; a picture lingers under its id at the server when it has one. */
  drop(id: string, attachmentId: string | null): void {
    this.#forget(id, attachmentId);
    this.#neighbours.tell({ removed: id });
  }

  /** As it goes on in this page. */
  #resumed(upload: Upload): Upload {
    const { id, state, done_at } = upload;
    const there = this.shelf.file(id) !== undefined;
    if (state === "done") {
      const stale = this.#clock.now() - (done_at ?? 0) > STALE_MS;
      return stale && there ? { ...upload, ...FROM_THE_START } : upload;
    }
    if (!there) return { ...upload, state: "failed", error: { ...lost(), again: false } };
    return state === "failed" ? upload : { ...upload, state: "waiting" };
  }

  #hold(id: string): void {
    const release = this.#neighbours.hold(id, () => this.queue.grant(id));
    if (release) this.#holds.set(id, release);
    else this.queue.grant(id);
  }

  #forget(id: string, attachmentId: string | null): void {
    this.#gone.add(id);
    this.queue.drop(id);
    this.#holds.get(id)?.();
    this.#holds.delete(id);
    void this.shelf.remove(id);
    this.#show(this.#items.filter((one) => one.id !== id));
    this.previews.drop(id, attachmentId);
  }

  #hear(note: UploadNote): void {
    if ("removed" in note) this.#forget(note.removed, null);
    else if ("added" in note) void this.#adopt(note.added);
    else {
      const { id, change } = note;
      this.#show(this.#items.map((one) => (one.id === id ? { ...one, ...change } : one)));
      // Another tab asks for another try of what this one carries.
      if (change.state === "waiting") this.queue.anew(id);
    }
  }

  /** Another tab's: shown here as well, and carried once that tab is gone. */
  async #adopt(upload: Upload): Promise<void> {
    const { id } = upload;
    if (this.#gone.has(id) || this.find(id)) return;
    this.#show([...this.#items, upload].sort(byAge));
    const inherit = () => void this.shelf.fetch(id).then(() => this.#inherit(id));
    const release = this.#neighbours.hold(id, inherit);
    if (release) this.#holds.set(id, release);
    await this.shelf.fetch(id);
  }

  #inherit(id: string): void {
    const upload = this.find(id);
    if (!upload || upload.state === "done") return;
    this.change(id, this.#resumed(upload));
    this.queue.grant(id);
  }

  #show(items: readonly Upload[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}

export const FROM_THE_START = {
  state: "waiting",
  sent: 0,
  error: null,
  address: null,
  attachment: null,
  done_at: null,
} as const;

export const lost = () => ({ code: "file_lost", message: t("upload.lost") });

const byAge = (a: Upload, b: Upload) => a.added_at - b.added_at || a.id.localeCompare(b.id);
