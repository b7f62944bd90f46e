import type { Clock } from "@/realtime/clock";

/** A burst is told once; a message read at once needs no "delivered" before its "seen". */
const PAUSE_MS = 1_500;

/** Tells the other side of a direct chat that what they wrote has reached a device of mine. */
export class Delivering {
  readonly #told = new Map<string, number>();
  readonly #latest = new Map<string, number>();
  readonly #clock: Clock;
  readonly #tell: (roomId: string, seq: number) => Promise<unknown>;

  constructor(clock: Clock, tell: (roomId: string, seq: number) => Promise<unknown>) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** A message of theirs at `seq` is here. */
  received(roomId: string, seq: number): void {
    const waiting = this.#latest.has(roomId);
    this.#latest.set(roomId, Math.max(seq, this.#latest.get(roomId) ?? 0));
    if (!waiting) this.#clock.after(PAUSE_MS, () => this.#send(roomId));
  }

  /** Seen says more than delivered. */
  read(roomId: string, seq: number): void {
    this.#told.set(roomId, Math.max(seq, this.#told.get(roomId) ?? 0));
  }

  #send(roomId: string): void {
    const seq = this.#latest.get(roomId) ?? 0;
    this.#latest.delete(roomId);
    if (seq <= (this.#told.get(roomId) ?? 0)) return;
    this.#told.set(roomId, seq);
    // Not heard: the next message of theirs, or the next start of the page, says it again.
    this.#tell(roomId, seq).catch(() => this.#told.delete(roomId));
  }
}
