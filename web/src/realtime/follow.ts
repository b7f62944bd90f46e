import type { Envelope } from "@/contract/events";
import { backoff } from "@/realtime/backoff";
import { systemClock, type Clock } from "@/realtime/clock";
import { SHORT_PATIENCE_MS } from "@/realtime/transport";

/** One answer of `/api/sync/`. */
export interface SyncPage {
  head: number;
  events: readonly Envelope[];
  more: boolean;
  reset: boolean;
}

/** Where a stream's state lives: one entry of the query cache. */
export interface Held<S> {
  read(): S | undefined;
  write(next: S): void;
}

export interface FollowOptions<S extends { seq: number }, Snapshot extends { seq: number }> {
  held: Held<S>;
  /** The pure step from one state to the next; must set `seq` to the envelope's. */
  advance: (state: S, envelope: Envelope) => S;
  /** The state a snapshot stands for; `current` lends what a snapshot does not carry. */
  adopt: (current: S | undefined, snapshot: Snapshot) => S;
  /** Events after `seq`, one page. */
  backlog: (after: number) => Promise<SyncPage>;
  /** A fresh snapshot, when the log no longer reaches back far enough. */
  snapshot: () => Promise<Snapshot>;
  /** Facts of an event that live outside this state (people, rooms joined); may be told twice. */
  onApplied?: (envelope: Envelope) => void;
  clock?: Clock;
  random?: () => number;
  /** How long a hole may wait for the straggler before the server is asked. */
  patience?: () => number;
}

export interface Follower<Snapshot> {
  /** Takes pushed envelopes in any order, any number of times. */
  receive(...envelopes: readonly Envelope[]): void;
  /** Takes the head the server named: reveals a lost last event. */
  head(seq: number): void;
  /** Takes a snapshot; an older one than what is held changes nothing. */
  offer(snapshot: Snapshot): void;
  /** Asks at once when something is missing, whatever the back-off says. */
  nudge(): void;
  stop(): void;
}

/** Envelopes kept while there is no snapshot; past it the backlog has them anyway. */
const PARKING_PLACES = 2_000;
const ENOUGH_EMPTY_ANSWERS = 6;

/**
 * Turns the hints of one stream into truth. Push may drop, repeat and reorder; all of it ends
 * here, and nothing else applies events: park, apply what follows without a hole, ask for the rest.
 */
export function follow<S extends { seq: number }, Snapshot extends { seq: number }>(
  options: FollowOptions<S, Snapshot>,
): Follower<Snapshot> {
  return new StreamFollower(options);
}

class StreamFollower<
  S extends { seq: number },
  Snapshot extends { seq: number },
> implements Follower<Snapshot> {
  readonly #options: FollowOptions<S, Snapshot>;
  readonly #clock: Clock;
  readonly #parked = new Map<number, Envelope>();
  #known = 0;
  #asking = false;
  #failures = 0;
  #stopped = false;
  #callOff: (() => void) | null = null;

  constructor(options: FollowOptions<S, Snapshot>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  receive(...envelopes: readonly Envelope[]): void {
    this.#park(envelopes);
    this.#drain();
    this.#askSoon(this.#patience());
  }

  head(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.#askSoon(this.#patience());
  }

  offer(snapshot: Snapshot): void {
    const current = this.#options.held.read();
    // A slow answer must not undo what was applied while it travelled.
    if (current && snapshot.seq <= current.seq) return;
    this.#options.held.write(this.#options.adopt(current, snapshot));
    this.#drain();
    this.#askSoon(0);
  }

  nudge(): void {
    this.#failures = 0;
    this.#callOff?.();
    this.#callOff = null;
    this.#askSoon(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#parked.clear();
  }

  #park(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) {
      this.#parked.set(envelope.seq, envelope);
      this.#known = Math.max(this.#known, envelope.seq);
    }
    for (const seq of this.#parked.keys()) {
      if (this.#parked.size <= PARKING_PLACES) break;
      this.#parked.delete(seq);
    }
  }

  #drain(): void {
    const { held, advance, onApplied } = this.#options;
    const before = held.read();
    if (!before || this.#stopped) return;
    let state = before;
    const applied: Envelope[] = [];
    for (let next; (next = this.#parked.get(state.seq + 1));) {
      state = advance(state, next);
      applied.push(next);
    }
    for (const seq of this.#parked.keys()) if (seq <= state.seq) this.#parked.delete(seq);
    if (state !== before) held.write(state);
    for (const envelope of applied) onApplied?.(envelope);
  }

  #patience(): number {
    return this.#options.patience?.() ?? SHORT_PATIENCE_MS;
  }

  #behind(): boolean {
    const state = this.#options.held.read();
    return !this.#stopped && state !== undefined && state.seq < this.#known;
  }

  #askSoon(ms: number): void {
    if (this.#asking || this.#callOff || !this.#behind()) return;
    this.#callOff = this.#clock.after(ms, () => {
      this.#callOff = null;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#behind()) await this.#askOnce();
      this.#failures = 0;
    } catch {
      // The server or the way to it is down: what is parked stays, and we come back later.
      this.#failures += 1;
    } finally {
      this.#asking = false;
      this.#askSoon(this.#failures ? backoff(this.#failures, this.#options) : 0);
    }
  }

  async #askOnce(): Promise<void> {
    const before = this.#options.held.read()?.seq ?? 0;
    const page = await this.#options.backlog(before);
    if (this.#stopped) return;
    if (page.reset) await this.#reset(page.head);
    else {
      this.#park(page.events);
      this.#drain();
    }
    if (this.#options.held.read()?.seq === before) this.#nothingCame(page);
  }

  /** The server named a head that its log does not give: wait, and in the end believe the log. */
  #nothingCame(page: SyncPage): void {
    if (this.#failures >= ENOUGH_EMPTY_ANSWERS && !page.more) {
      this.#known = page.head;
      for (const seq of this.#parked.keys()) if (seq > page.head) this.#parked.delete(seq);
    }
    throw new Error("the backlog brought nothing new");
  }

  async #reset(head: number): Promise<void> {
    const snapshot = await this.#options.snapshot();
    if (this.#stopped) return;
    const current = this.#options.held.read();
    // The server went back in time (restored from a copy): what we hold never happened.
    const rewound = current !== undefined && head < current.seq && snapshot.seq < current.seq;
    if (rewound) {
      this.#parked.clear();
      this.#known = snapshot.seq;
      this.#options.held.write(this.#options.adopt(undefined, snapshot));
      return;
    }
    this.offer(snapshot);
  }
}
