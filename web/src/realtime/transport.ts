import type {
  ClientTyping,
  Envelope,
  Presence,
  PresenceFrame,
  Ready,
  ServerTyping,
} from "@/contract/events";

/** What the client tells: leases only, everything durable goes over HTTP. */
export type Lease = ClientTyping;
export type TypingLease = Omit<ServerTyping, "type">;
/** What everyone is who is neither online nor away by what was told. */
export type Others = PresenceFrame["others"];
export type Greeting = Omit<Ready, "type" | "expires_at" | "user_id">;

export interface TransportHandlers {
  onEnvelope(envelope: Envelope): void;
  /** A new connection stands; every stream's head comes with it. */
  onReady(ready: Greeting): void;
  onHeads(heads: Record<string, number>): void;
  /** Heads whose events nothing will push: whoever is behind should ask at once. */
  onUntold(heads: Record<string, number>): void;
  onPresence(people: Presence[], others?: Others): void;
  onTyping(lease: TypingLease): void;
}

export type TransportState = "idle" | "connecting" | "online" | "waiting" | "parted" | "signed-out";

export interface TransportStatus {
  /**
   * `waiting`: lost, tries again at `retryAt`. `parted`: the server closed us for good (another
   * window took the place); goes on when the page is used. `signed-out`: the session is over.
   */
  readonly state: TransportState;
  /** Since when there is no connection (ms); null while there is one. */
  readonly offlineSince: number | null;
  readonly retryAt: number | null;
}

/**
 * The live connection, whatever carries it. May drop, repeat and reorder: the followers mend that.
 * Framework-free; React sees it through `useSyncExternalStore(subscribe, status)`.
 */
export interface Transport {
  start(handlers: TransportHandlers): void;
  stop(): void;
  readonly status: () => TransportStatus;
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends a lease; without a connection it is forgotten, which is what a lease is for. */
  signal(lease: Lease): void;
  /** Ends the back-off: the reader asked, the network came back. */
  retryNow(): void;
  /** Gives up the present connection for a new one: the page slept, the line may be half-open. */
  reconnect(): void;
  /** A room is on the screen: who types there matters. Returns the way to say that it left. */
  watch(roomId: string): () => void;
  /** How long a hole in a room's events may wait for the straggler (ms), before the server is asked. */
  patience(): number;
}

/** One connection keeps the order, so a hole in it is rarely mended by waiting. */
export const SHORT_PATIENCE_MS = 120;

/** The observable status that every transport shares. */
export class StatusBoard {
  #status: TransportStatus = { state: "idle", offlineSince: null, retryAt: null };
  readonly #listeners = new Set<() => void>();

  readonly read = (): TransportStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(state: TransportState, now: number, retryAt: number | null = null): void {
    const connected = state === "online" || state === "idle";
    const offlineSince = connected ? null : (this.#status.offlineSince ?? now);
    this.#status = { state, offlineSince, retryAt };
    for (const listener of this.#listeners) listener();
  }
}
