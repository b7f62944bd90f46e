import type { Attachment } from "@/contract/types";
import { backoff } from "@/realtime/backoff";
import type { Clock } from "@/realtime/clock";

import type { Carry, Upload } from "./upload";
import { verdictOf } from "./verdict";

/** More would only share the same line; fewer would let a large one hold up the small. */
const AT_ONCE = 3;

export interface QueueOptions {
  clock: Clock;
  random?: () => number;
  carry: Carry;
  /** The uploads as they stand, in their order. */
  list(): readonly Upload[];
  /** The bytes; undefined while this tab has none. */
  file(id: string): Blob | undefined;
  change(id: string, change: Partial<Upload>): void;
}

/** Brings what waits to the server: three at once, in order, again after what passes by itself. */
export class Queue {
  readonly #options: QueueOptions;
  /** Those this tab may carry: another tab with the same file must not. */
  readonly #granted = new Set<string>();
  readonly #running = new Map<string, AbortController>();
  readonly #waits = new Map<string, () => void>();
  readonly #tries = new Map<string, number>();
  #stopped = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  grant(id: string): void {
    this.#granted.add(id);
    this.work();
  }

  /** Ends what is on its way with it, and forgets it. */
  drop(id: string): void {
    this.#granted.delete(id);
    this.#tries.delete(id);
    this.#waits.get(id)?.();
    this.#waits.delete(id);
    this.#running.get(id)?.abort();
  }

  /** The person asks for another try: earlier ones do not count. */
  anew(id: string): void {
    this.#tries.delete(id);
    this.work();
  }

  /** The network is back: no need to wait any longer. */
  nudge(): void {
    for (const callOff of this.#waits.values()) callOff();
    this.#waits.clear();
    this.work();
  }

  stop(): void {
    this.#stopped = true;
    for (const callOff of this.#waits.values()) callOff();
    for (const running of this.#running.values()) running.abort();
  }

  work(): void {
    if (this.#stopped) return;
    for (const upload of this.#options.list()) {
      if (this.#running.size >= AT_ONCE) return;
      const file = this.#options.file(upload.id);
      if (file && this.#isDue(upload)) void this.#carry(upload, file);
    }
  }

  #isDue({ id, state }: Upload): boolean {
    const free = !this.#running.has(id) && !this.#waits.has(id);
    return state === "waiting" && free && this.#granted.has(id);
  }

  async #carry(upload: Upload, file: Blob): Promise<void> {
    const { id, name, address } = upload;
    const stopping = new AbortController();
    const { signal } = stopping;
    this.#running.set(id, stopping);
    const change = (news: Partial<Upload>) => {
      if (!signal.aborted) this.#options.change(id, news);
    };
    change({ state: "sending" });
    const onProgress = (sent: number) =>
      change({ sent, state: sent >= upload.size ? "checking" : "sending" });
    const onAddress = (place: string | null) => change({ address: place });
    try {
      const passage = { file, name, address, signal, onProgress, onAddress };
      const attachment = await this.#options.carry(passage);
      change(arrived(attachment, upload.size, this.#options.clock.now()));
    } catch (error) {
      if (!signal.aborted) this.#judge(id, error);
    } finally {
      this.#running.delete(id);
      this.work();
    }
  }

  #judge(id: string, error: unknown): void {
    const tries = (this.#tries.get(id) ?? 0) + 1;
    this.#tries.set(id, tries);
    const verdict = verdictOf(error, tries);
    if (verdict.kind === "failed") {
      // A refusal ends an upload in parts at the server, too.
      this.#options.change(id, { state: "failed", sent: 0, address: null, error: verdict.error });
      return;
    }
    this.#options.change(id, { state: "waiting" });
    const { clock, random } = this.#options;
    const pause = verdict.after ?? backoff(tries, { base: 1_000, ...(random ? { random } : {}) });
    const proceed = () => {
      this.#waits.delete(id);
      this.work();
    };
    this.#waits.set(id, clock.after(pause, proceed));
  }
}

function arrived(attachment: Attachment, size: number, now: number): Partial<Upload> {
  return { state: "done", sent: size, attachment, error: null, done_at: now };
}
