import { backoff } from "@/realtime/backoff";
import type { Clock } from "@/realtime/clock";

import type { Stop, Trouble } from "./port";

export interface FeedOptions {
  clock: Clock;
  random?: () => number;
  /** Listens anew; returns the way to stop. */
  open: (fail: (trouble: Trouble) => void) => Stop;
  /** What was asked for at `askedAt` was refused. */
  doubt: (askedAt: number) => void;
}

/** One listener at Google's that is put up again, later and later, whenever it breaks off. */
export class Feed {
  readonly #options: FeedOptions;
  #end: Stop | null = null;
  #callOff: Stop | null = null;
  #failures = 0;
  /** Counts the listeners: a late word of one that was given up must not disturb its successor. */
  #turn = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.reopen();
  }

  /** Puts up a new listener before the old one goes, so that nothing falls between the two. */
  reopen(): void {
    this.#callOff?.();
    this.#callOff = null;
    const old = this.#end;
    const turn = (this.#turn += 1);
    const askedAt = this.#options.clock.now();
    this.#end = this.#options.open((trouble) => {
      if (this.#turn === turn) this.#failed(trouble, askedAt);
    });
    old?.();
  }

  /** It brought something, so it works. */
  worked(): void {
    this.#failures = 0;
  }

  /** What stood in the way may be gone: tries at once if it waits for its next try. */
  hurry(): void {
    if (!this.#callOff) return;
    this.#failures = 0;
    this.reopen();
  }

  stop(): void {
    this.#turn += 1;
    this.#callOff?.();
    this.#end?.();
    this.#callOff = this.#end = null;
  }

  #failed(trouble: Trouble, askedAt: number): void {
    this.#end = null;
    const { clock, random, doubt } = this.#options;
    const wait = backoff(this.#failures, { base: 1_000, cap: 60_000, ...(random && { random }) });
    this.#failures += 1;
    this.#callOff = clock.after(wait, () => this.reopen());
    if (trouble !== "other") doubt(askedAt);
  }
}
