import type { Envelope } from "@/contract/events";
import type { Follower } from "@/realtime/follow";

/** A follower as the switchboard sees it: what its snapshots look like is its owner's affair. */
type AnyFollower = Pick<Follower<never>, "receive" | "head" | "nudge" | "stop">;

const UNCLAIMED_PLACES = 500;

/**
 * Hands each envelope and each head to its stream's follower. What arrives for a stream nobody
 * follows yet (a room just joined, the time before the first snapshot) waits for its follower.
 */
export class Streams {
  readonly #followers = new Map<string, AnyFollower>();
  readonly #heads = new Map<string, number>();
  #unclaimed: Envelope[] = [];

  /** Streams have no common order: of several envelopes each stream gets its own at once. */
  deliver(...envelopes: readonly Envelope[]): void {
    for (const stream of new Set(envelopes.map((envelope) => envelope.stream))) {
      const its = envelopes.filter((envelope) => envelope.stream === stream);
      const follower = this.#followers.get(stream);
      if (follower) follower.receive(...its);
      else this.#unclaimed = [...this.#unclaimed, ...its].slice(-UNCLAIMED_PLACES);
    }
  }

  heads(heads: Readonly<Record<string, number>>): void {
    for (const [stream, seq] of Object.entries(heads)) {
      this.#heads.set(stream, seq);
      this.#followers.get(stream)?.head(seq);
    }
  }

  /** Heads whose events nothing will bring. */
  untold(heads: Readonly<Record<string, number>>): void {
    this.heads(heads);
    for (const stream of Object.keys(heads)) this.#followers.get(stream)?.nudge();
  }

  /** Adds the follower, or answers with false when the stream has one already. */
  add(stream: string, make: () => AnyFollower): boolean {
    if (this.#followers.has(stream)) return false;
    const follower = make();
    this.#followers.set(stream, follower);
    const waiting = this.#unclaimed.filter((envelope) => envelope.stream === stream);
    this.#unclaimed = this.#unclaimed.filter((envelope) => envelope.stream !== stream);
    if (waiting.length > 0) follower.receive(...waiting);
    const head = this.#heads.get(stream);
    if (head !== undefined) follower.head(head);
    return true;
  }

  drop(stream: string): void {
    this.#followers.get(stream)?.stop();
    this.#followers.delete(stream);
    this.#heads.delete(stream);
    this.#unclaimed = this.#unclaimed.filter((envelope) => envelope.stream !== stream);
  }

  /** After a reconnect: whoever is behind asks now instead of at the end of its back-off. */
  nudge(): void {
    for (const follower of this.#followers.values()) follower.nudge();
  }

  stop(): void {
    for (const stream of [...this.#followers.keys()]) this.drop(stream);
    this.#unclaimed = [];
  }
}
