import { untilLoaded } from "@/lib/lazy-part";
import type { Luggage, LuggageState } from "@/realtime/outbox/luggage";

import type { Engine } from "./engine";
import type { Added, Upload, UploadPlace } from "./upload";

const NOTHING: readonly Upload[] = [];

/**
 * My files on their way, as the page knows them. What carries them is not part of the first load: it
 * comes right after it, and until then nothing is known of files.
 */
export class Uploads implements Luggage {
  readonly #load: () => Promise<Engine>;
  readonly #listeners = new Set<() => void>();
  readonly #taking = new Set<{ place: UploadPlace; work: Promise<boolean> }>();
  #engine: Engine | null = null;
  #ready: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(load: () => Promise<Engine>) {
    this.#load = load;
  }

  /** Hears of every change. Returns the way to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** All of them, in the order they were added. Stays the same object while nothing changed. */
  list = (): readonly Upload[] => this.#engine?.list() ?? NOTHING;

  /** Takes up what an earlier page left. */
  start(): Promise<void> {
    this.#ready = this.#begin();
    return this.#ready;
  }

  stop(): void {
    this.#stopped = true;
    this.#engine?.stop();
  }

  /** The network is back: no need to wait any longer. */
  nudge(): void {
    this.#engine?.nudge();
  }

  /** Takes files to send from this place; they begin to move at once. */
  async add(place: UploadPlace, added: readonly Added[]): Promise<void> {
    await this.#ready;
    this.#engine?.add(place, added);
  }

  /**
   * Files are being looked at for this place: `work` says whether all of them were taken. A message that
   * is sent meanwhile must not leave without them.
   */
  taking(place: UploadPlace, work: Promise<boolean>): void {
    const one = { place, work: work.catch(() => false) };
    this.#taking.add(one);
    void one.work.then(() => this.#taking.delete(one));
  }

  /** Resolves once nothing is being looked at there: were all files taken? */
  async taken({ room_id, thread_id }: UploadPlace): Promise<boolean> {
    const here = [...this.#taking].filter(
      ({ place }) => place.room_id === room_id && place.thread_id === thread_id,
    );
    const all = await Promise.all(here.map(({ work }) => work));
    return all.every(Boolean);
  }

  /** What is begun in this place and belongs to no message yet. */
  draft({ room_id, thread_id }: UploadPlace): readonly Upload[] {
    return this.list().filter(
      (one) => one.room_id === room_id && one.thread_id === thread_id && one.client_id === null,
    );
  }

  /** A picture as it lies here; null for other files, and where the bytes are not at hand. */
  preview(id: string): string | null {
    return this.#engine?.preview(id) ?? null;
  }

  /** The same for one that has just been sent, by its id at the server. */
  sentPreview(attachmentId: string): string | null {
    return this.#engine?.sentPreview(attachmentId) ?? null;
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  stateOf(ids: readonly string[]): LuggageState {
    return this.#engine?.stateOf(ids) ?? { kind: "waiting" };
  }

  claim(ids: readonly string[], clientId: string): void {
    this.#engine?.claim(ids, clientId);
  }

  giveBack(ids: readonly string[]): void {
    this.#engine?.giveBack(ids);
  }

  retry(ids: readonly string[]): void {
    this.#engine?.retry(ids);
  }

  again(ids: readonly string[]): void {
    this.#engine?.again(ids);
  }

  landed(ids: readonly string[]): void {
    this.#engine?.landed(ids);
  }

  sent(ids: readonly string[]): void {
    this.#engine?.sent(ids);
  }

  /** Takes files back; what the server has of them goes too. */
  remove(ids: readonly string[]): void {
    this.#engine?.remove(ids);
  }

  settle(clientIds: readonly string[]): void {
    this.#engine?.settle(clientIds);
  }

  async #begin(): Promise<void> {
    const engine = await untilLoaded(this.#load);
    if (this.#stopped) return;
    await engine.start();
    // Known only now that it knows what was left: until then its messages wait.
    this.#engine = engine;
    engine.subscribe(() => this.#tell());
    this.#tell();
    if (this.#isOver()) engine.stop();
  }

  #isOver(): boolean {
    return this.#stopped;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
