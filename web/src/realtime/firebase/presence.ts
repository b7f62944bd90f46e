import type { Presence } from "@/contract/events";
import { backoff } from "@/realtime/backoff";
import type { Clock } from "@/realtime/clock";

import { Feed } from "./feed";
import type { FirebasePort, PageState, Stop } from "./port";

/** How often this page looks whether it is still used. */
const LOOK_MS = 10_000;
/** A reload or a stumbling network shows nobody a flicker (docs/protocol.md, section 5). */
const FLICKER_MS = 4_000;

export interface OwnPresenceOptions {
  port: FirebasePort;
  clock: Clock;
  random?: () => number;
  active: () => boolean;
  doubt: (askedAt: number) => void;
}

/** This page among my connections, told anew after each reconnect. */
export class OwnPresence {
  readonly #options: OwnPresenceOptions;
  #connected = false;
  #told: PageState | null = null;
  #telling = false;
  #failures = 0;
  #deaf: Stop | null = null;
  #callOff: Stop | null = null;

  constructor(options: OwnPresenceOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#deaf) return;
    this.#deaf = this.#options.port.onConnected((connected) => {
      this.#connected = connected;
      // The database removed our place when the line broke, or is about to.
      this.#told = null;
      this.#look();
    });
  }

  stop(): void {
    this.#deaf?.();
    this.#callOff?.();
    this.#deaf = this.#callOff = null;
  }

  /** Tells at once what would be told at the next look; a refusal may be over. */
  hurry(): void {
    if (this.#deaf) this.#look();
  }

  #look(): void {
    this.#callOff?.();
    this.#callOff = this.#options.clock.after(LOOK_MS, () => this.#look());
    const state = this.#options.active() ? "online" : "away";
    if (this.#connected && !this.#telling && state !== this.#told) void this.#tell(state);
  }

  async #tell(state: PageState): Promise<void> {
    const { port, clock, doubt } = this.#options;
    const askedAt = clock.now();
    this.#telling = true;
    this.#told = state;
    try {
      await port.holdPlace(state);
      this.#failures = 0;
    } catch {
      this.#told = null;
      this.#lookSooner();
      doubt(askedAt);
    } finally {
      this.#telling = false;
      // The line broke and came back meanwhile: that place is gone.
      if (this.#deaf && this.#connected && this.#told === null && this.#failures === 0)
        this.#look();
    }
  }

  #lookSooner(): void {
    if (!this.#deaf) return;
    const { clock, random } = this.#options;
    const wait = backoff(this.#failures, { base: 1_000, cap: 60_000, ...(random && { random }) });
    this.#failures += 1;
    this.#callOff?.();
    this.#callOff = clock.after(wait, () => this.#look());
  }
}

export interface OthersPresenceOptions {
  port: FirebasePort;
  clock: Clock;
  random?: () => number;
  doubt: (askedAt: number) => void;
  tell: (people: Presence[]) => void;
}

/** Everyone's pages put together: online while any says so, away while all say away. */
export class OthersPresence {
  readonly #options: OthersPresenceOptions;
  readonly #here = new Map<string, PageState>();
  readonly #leaving = new Map<string, Stop>();
  #feed: Feed | null = null;

  constructor(options: OthersPresenceOptions) {
    this.#options = options;
  }

  start(): void {
    const { port } = this.#options;
    const hear = (userId: string, pages: readonly PageState[]) => this.#heard(userId, pages);
    this.#feed ??= new Feed({
      ...this.#options,
      open: (fail) => port.watchPlaces(hear, fail),
    });
  }

  /** Everyone who is here, as a new connection tells it. */
  list(): Presence[] {
    return [...this.#here].map(([userId, state]) => presence(userId, state));
  }

  hurry(): void {
    this.#feed?.hurry();
  }

  stop(): void {
    this.#feed?.stop();
    for (const callOff of this.#leaving.values()) callOff();
    this.#leaving.clear();
  }

  #heard(userId: string, pages: readonly PageState[]): void {
    const { clock, tell } = this.#options;
    if (pages.length === 0) {
      if (!this.#here.has(userId) || this.#leaving.has(userId)) return;
      this.#leaving.set(
        userId,
        clock.after(FLICKER_MS, () => {
          this.#leaving.delete(userId);
          this.#here.delete(userId);
          tell([presence(userId, "offline")]);
        }),
      );
      return;
    }
    this.#leaving.get(userId)?.();
    this.#leaving.delete(userId);
    const state = pages.includes("online") ? "online" : "away";
    if (this.#here.get(userId) === state) return;
    this.#here.set(userId, state);
    tell([presence(userId, state)]);
  }
}

/** When someone was last seen is asked of our own server, which knows who hides it. */
function presence(user_id: string, state: Presence["state"]): Presence {
  return { user_id, state, last_seen_at: null };
}
