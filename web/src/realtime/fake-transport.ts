import type { Envelope, Presence } from "@/contract/events";
import {
  SHORT_PATIENCE_MS,
  StatusBoard,
  type Lease,
  type Greeting,
  type Transport,
  type TransportHandlers,
  type TypingLease,
} from "@/realtime/transport";

/** A transport whose server is the test: the same promises as the WebSocket, by hand. */
export class FakeTransport implements Transport {
  readonly signals: Lease[] = [];
  #handlers: TransportHandlers | null = null;
  readonly #board = new StatusBoard();
  retries = 0;
  /** The rooms on the screen, once for each viewer. */
  watched: string[] = [];

  readonly status = this.#board.read;
  readonly subscribe = this.#board.subscribe;

  start(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#board.set("connecting", Date.now());
  }

  stop(): void {
    this.#handlers = null;
    this.#board.set("idle", Date.now());
  }

  signal(lease: Lease): void {
    if (this.#board.read().state === "online") this.signals.push(lease);
  }

  retryNow(): void {
    this.retries += 1;
    if (this.#board.read().state === "waiting") this.#board.set("connecting", Date.now());
  }

  reconnect(): void {
    this.#board.set("connecting", Date.now());
  }

  watch(roomId: string): () => void {
    this.watched.push(roomId);
    return () => this.watched.splice(this.watched.indexOf(roomId), 1);
  }

  patience(): number {
    return SHORT_PATIENCE_MS;
  }

  connect(ready: Partial<Greeting> = {}): void {
    const blank: Greeting = {
      connection_id: "fake",
      contract_level: 1,
      heads: {},
      presence: [],
      others: "offline",
      typing: [],
      now: new Date().toISOString(),
    };
    this.#board.set("online", Date.now());
    this.#handlers?.onReady({ ...blank, ...ready });
  }

  lose(retryAt = Date.now() + 1_000): void {
    this.#board.set("waiting", Date.now(), retryAt);
  }

  push(...envelopes: Envelope[]): void {
    for (const envelope of envelopes) this.#handlers?.onEnvelope(envelope);
  }

  heads(heads: Record<string, number>): void {
    this.#handlers?.onHeads(heads);
  }

  untold(heads: Record<string, number>): void {
    this.#handlers?.onUntold(heads);
  }

  presence(...people: Presence[]): void {
    this.#handlers?.onPresence(people);
  }

  typing(lease: TypingLease): void {
    this.#handlers?.onTyping(lease);
  }
}
