import { uuidv7 } from "@/lib/uuid";
import { systemClock, type Clock } from "@/realtime/clock";
import type { Luggage, LuggageState } from "@/realtime/outbox/luggage";

import { FROM_THE_START, lost, Register, type RegisterOptions } from "./register";
import type { Added, Upload, UploadPlace } from "./upload";

/** A message that has left no trace for so long was sent: its files are only still lying here. */
const ORPHAN_MS = 3_600_000;

export interface EngineOptions extends RegisterOptions {
  /** Tells the server that a file is not wanted after all. */
  discard(uploadId: string): Promise<unknown>;
  clock?: Clock;
  newId?: () => string;
}

/**
 * Carries my files. Each begins to move when it is added, is kept on this device until a message
 * that names it is in the room, and goes on after a lost network or a reload.
 */
export class Engine implements Luggage {
  readonly #options: EngineOptions;
  readonly #clock: Clock;
  readonly #register: Register;
  #ready: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#register = new Register(options, this.#clock);
  }

  /** Hears of every change. Returns the way to stop. */
  subscribe = (listener: () => void): (() => void) => this.#register.subscribe(listener);

  /** All of them, in the order they were added. Stays the same object while nothing changed. */
  list = (): readonly Upload[] => this.#register.list();

  /** Takes up what an earlier page left. */
  start(): Promise<void> {
    this.#ready = this.#register.start();
    return this.#ready;
  }

  stop(): void {
    this.#register.stop();
  }

  nudge(): void {
    this.#register.queue.nudge();
  }

  /** Takes files to send from this place; they begin to move at once. Answers with their names here. */
  add(place: UploadPlace, added: readonly Added[]): string[] {
    const uploads = added.map((one) => this.#take(place, one));
    this.#register.add(uploads);
    return uploads.map(({ id }) => id);
  }

  /** What is begun in this place and belongs to no message yet. */
  draft({ room_id, thread_id }: UploadPlace): readonly Upload[] {
    return this.list().filter(
      (one) => one.room_id === room_id && one.thread_id === thread_id && one.client_id === null,
    );
  }

  /** A picture as it lies here; null for other files, and where the bytes are not at hand. */
  preview(id: string): string | null {
    const { previews, shelf } = this.#register;
    return this.#find(id)?.width ? previews.of(id, shelf.file(id)) : null;
  }

  /** The same for one that has just been sent, by its id at the server. */
  sentPreview(attachmentId: string): string | null {
    return this.#register.previews.sent(attachmentId);
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      const upload = this.#find(id);
      if (!upload) continue;
      const known = upload.attachment?.id ?? idIn(upload.address);
      this.#register.drop(id, null);
      // Not reached: the server sweeps it after a day.
      if (known) void this.#options.discard(known).catch(() => undefined);
    }
  }

  retry(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#find(id)?.state !== "failed" || !this.#register.shelf.file(id)) continue;
      this.#register.change(id, { state: "waiting", error: null });
      this.#register.queue.anew(id);
    }
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  stateOf(ids: readonly string[]): LuggageState {
    const uploads = ids.flatMap((id) => this.#find(id) ?? []);
    if (uploads.length < ids.length) return { kind: "failed", error: lost() };
    const error = uploads.find(({ state }) => state === "failed")?.error;
    if (error) return { kind: "failed", error: { code: error.code, message: error.message } };
    const there = uploads.flatMap(({ attachment }) => attachment?.id ?? []);
    return there.length === ids.length ? { kind: "ready", upload_ids: there } : { kind: "waiting" };
  }

  claim(ids: readonly string[], clientId: string): void {
    for (const id of ids) this.#register.change(id, { client_id: clientId });
  }

  giveBack(ids: readonly string[]): void {
    for (const id of ids) this.#register.change(id, { client_id: null });
  }

  again(ids: readonly string[]): void {
    for (const id of ids) {
      if (!this.#register.shelf.file(id)) continue;
      this.#register.change(id, FROM_THE_START);
      this.#register.queue.anew(id);
    }
  }

  landed(ids: readonly string[]): void {
    for (const id of ids) void this.#register.shelf.forget(id);
  }

  sent(ids: readonly string[]): void {
    for (const id of ids) this.#register.drop(id, this.#find(id)?.attachment?.id ?? null);
  }

  settle(clientIds: readonly string[]): void {
    const old = this.#clock.now() - ORPHAN_MS;
    for (const { id, client_id, added_at } of this.list()) {
      const orphan = client_id !== null && !clientIds.includes(client_id);
      if (orphan && added_at < old) this.#register.drop(id, null);
    }
  }

  #find(id: string): Upload | undefined {
    return this.#register.find(id);
  }

  #take(place: UploadPlace, { file, name, kind, width = null, height = null }: Added): Upload {
    const id = (this.#options.newId ?? uuidv7)();
    this.#register.shelf.put(id, file);
    const { room_id, thread_id } = place;
    const about = { name, size: file.size, kind, width, height, added_at: this.#clock.now() };
    return { ...FROM_THE_START, id, room_id, thread_id, client_id: null, ...about };
  }
}

/** `/api/uploads/<id>/`: the server's name for it. */
const idIn = (address: string | null) => /([^/]+)\/?$/.exec(address ?? "")?.[1] ?? null;
