import { backoff } from "@/realtime/backoff";
import type { Clock } from "@/realtime/clock";

import type { FirebasePort, Stop } from "./port";

export interface SignInOptions {
  port: FirebasePort;
  me: string;
  /** A custom token that was not used before; null when the session is over. Throws without an answer. */
  token: () => Promise<string | null>;
  clock: Clock;
  random?: () => number;
  /** Called after each sign-in: whatever was refused may be tried again. */
  onSignedIn: () => void;
}

/** How young a sign-in must be to be above suspicion; doubles with each renewal that helped nobody. */
const ABOVE_SUSPICION_MS = 10_000;
const MOST_TRUST_MS = 600_000;

/** Keeps this page signed in to Firebase for as long as our own session lasts. */
export class SignIn {
  readonly #options: SignInOptions;
  #signedInAt: number | null = null;
  #trust = ABOVE_SUSPICION_MS;
  #failures = 0;
  #asking = false;
  #stopped = false;
  #callOff: Stop | null = null;
  #deaf: Stop | null = null;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  start(): void {
    const { port, me } = this.#options;
    this.#deaf = port.onSignedOut(() => void this.#renew());
    // Kept from before a reload: good until something is refused.
    if (port.signedInAs() === me) this.#options.onSignedIn();
    else void this.#renew();
  }

  stop(): void {
    this.#stopped = true;
    this.#deaf?.();
    this.#callOff?.();
  }

  /**
   * Something asked for at `askedAt` was refused. That may be the sign-in's fault (somebody signed out
   * on another device, which ends all of a person's sign-ins), or that of a membership which
   * the mirror has not told Google yet: a fresh sign-in is not suspected.
   */
  doubt(askedAt: number): void {
    const since = this.#signedInAt;
    if (since !== null) {
      if (askedAt < since) return;
      const age = this.#options.clock.now() - since;
      if (age < this.#trust) return;
      this.#trust = age > 6 * MOST_TRUST_MS ? ABOVE_SUSPICION_MS : this.#trust * 2;
      this.#trust = Math.min(this.#trust, MOST_TRUST_MS);
    }
    void this.#renew();
  }

  async #renew(): Promise<void> {
    if (this.#asking || this.#callOff || this.#stopped) return;
    this.#asking = true;
    try {
      const token = await this.#options.token();
      if (token === null || this.#isStopped()) return;
      await this.#options.port.signIn(token);
      this.#failures = 0;
      this.#signedInAt = this.#options.clock.now();
    } catch {
      this.#retryLater();
      return;
    } finally {
      this.#asking = false;
    }
    // The person may have left while Google thought about it.
    if (!this.#isStopped()) this.#options.onSignedIn();
  }

  /** A question of its own, because the compiler takes a field for unchanged across an await. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #retryLater(): void {
    if (this.#stopped) return;
    const { clock, random } = this.#options;
    const wait = backoff(this.#failures, { base: 1_000, cap: 60_000, ...(random && { random }) });
    this.#failures += 1;
    this.#callOff = clock.after(wait, () => {
      this.#callOff = null;
      void this.#renew();
    });
  }
}
