import type { Contract, Ready } from "@/contract/events";
import { backoff } from "@/realtime/backoff";
import { systemClock, type Clock } from "@/realtime/clock";
import { handOn } from "@/realtime/hand-on";
import {
  SHORT_PATIENCE_MS,
  StatusBoard,
  type Lease,
  type Transport,
  type TransportHandlers,
} from "@/realtime/transport";

export interface Credentials {
  /** A token that still lasts a while; null when the session is over. Throws when it can't tell. */
  token(): Promise<string | null>;
  /** A new token, because the server refused the last one; null when the session is over. */
  renew(): Promise<string | null>;
}

export interface WebSocketOptions {
  url: string;
  credentials: Credentials;
  /** Has this person touched this page lately; told with each heartbeat. */
  active: () => boolean;
  connect?: (url: string) => WebSocket;
  clock?: Clock;
  random?: () => number;
}

/** How often we speak, and after how much silence the line is dead (docs/protocol.md, section 5). */
const HEARTBEAT_MS = 10_000;
const SILENCE_MS = 25_000;
/** Renew on the open socket this long before the token ends. */
const RENEW_BEFORE_MS = 60_000;

const RESTART = 1012;
const REFUSED = 4401;
const TOO_MANY = 4409;

/**
 * A restart sends everyone away at once: come back within 2 s instead of half a second, as after this many
 * failures, lest a thousand pages sign in within the moment in which the server has just come up.
 */
const FAILURES_OF_A_RESTART = 2;

/** FlowChat's own WebSocket: connects, proves who we are, and comes back by itself. */

export class WebSocketTransport implements Transport {
  readonly #options: WebSocketOptions;
  readonly #clock: Clock;
  readonly #board = new StatusBoard();
  #handlers: TransportHandlers | null = null;
  #socket: WebSocket | null = null;
  #failures = 0;
  #refusals = 0;
  #noticesOnly = false;
  readonly #timers = new Map<"retry" | "beat" | "silence" | "renew", () => void>();

  readonly status = this.#board.read;
  readonly subscribe = this.#board.subscribe;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Started once more, it goes on with the connection it has and tells the new handlers. */
  start(handlers: TransportHandlers): void {
    const running = this.#handlers !== null;
    this.#handlers = handlers;
    if (!running) void this.#open();
  }

  stop(): void {
    this.#handlers = null;
    this.#letGo(1000);
    this.#board.set("idle", this.#clock.now());
  }

  signal(lease: Lease): void {
    if (this.#board.read().state === "online") this.#send(lease);
  }

  retryNow(): void {
    const { state } = this.#board.read();
    if (state !== "waiting" && state !== "parted") return;
    this.#failures = 0;
    void this.#open();
  }

  reconnect(): void {
    const { state } = this.#board.read();
    if (state !== "idle" && state !== "signed-out") void this.#open();
  }

  /** Who types is told of every room at any time. */
  watch(): () => void {
    return () => undefined;
  }

  patience(): number {
    return SHORT_PATIENCE_MS;
  }

  /**
   * Another channel brings messages, receipts, typing and presence, or does no longer (docs/protocol.md,
   * section 8): connects anew, because only the first frame of a connection can say so.
   */
  hearNoticesOnly(only: boolean): void {
    if (this.#noticesOnly === only) return;
    this.#noticesOnly = only;
    // One that is not open yet says so when it is.
    if (this.#socket && this.#socket.readyState !== WebSocket.CONNECTING) void this.#open();
  }

  async #open(): Promise<void> {
    this.#cancel("retry");
    this.#letGo();
    this.#board.set("connecting", this.#clock.now());
    try {
      const { credentials } = this.#options;
      const token = await (this.#refusals > 0 ? credentials.renew() : credentials.token());
      // Stopped, or opened again, while the token was on its way.
      if (!this.#handlers || this.#socket || this.#board.read().state !== "connecting") return;
      if (token === null || this.#refusals > 1) {
        this.#end();
        return;
      }
      this.#dial(token);
    } catch {
      this.#retryLater();
    }
  }

  #dial(token: string): void {
    const connect = this.#options.connect ?? ((url: string) => new WebSocket(url));
    const socket = connect(this.#options.url);
    this.#socket = socket;
    this.#expectSound();
    // Each handler asks whether its socket is still the one: a late event of a socket that was
    // given up must not disturb its successor.
    const mine = (act: () => void) => () => {
      if (this.#socket === socket) act();
    };
    const said = () => (this.#noticesOnly ? { token, notices_only: true } : { token });
    socket.onopen = mine(() => this.#send({ type: "authenticate", ...said() }));
    socket.onmessage = (message: MessageEvent<string>) => mine(() => this.#hear(message.data))();
    socket.onclose = (close: CloseEvent) => mine(() => this.#lost(close.code))();
  }

  #hear(text: string): void {
    this.#expectSound();
    const frame = JSON.parse(text) as Contract["server_frame"];
    if (frame.type === "ready") this.#greeted(frame);
    else if (frame.type === "authenticated") this.#renewBefore(frame.expires_at);
    else if (this.#handlers) handOn(frame, this.#handlers);
  }

  #greeted(frame: Ready): void {
    this.#failures = 0;
    this.#refusals = 0;
    this.#renewBefore(frame.expires_at, frame.now);
    this.#beat();
    this.#board.set("online", this.#clock.now());
    this.#handlers?.onReady(frame);
  }

  #beat(): void {
    this.#send({ type: "heartbeat", active: this.#options.active() });
    this.#plan("beat", HEARTBEAT_MS, () => this.#beat());
  }

  /** A half-open line makes no noise: silence past the limit counts as lost. */
  #expectSound(): void {
    this.#plan("silence", SILENCE_MS, () => this.#lost(4408));
  }

  #renewBefore(expiresAt: string, serverNow?: string): void {
    // Measured on the server's own clock, for ours may be wrong by hours.
    this.#skew = serverNow ? Date.parse(serverNow) - this.#clock.now() : this.#skew;
    const left = Date.parse(expiresAt) - (this.#clock.now() + this.#skew);
    this.#plan("renew", Math.max(1_000, left - RENEW_BEFORE_MS), () => void this.#renew());
  }

  #skew = 0;

  async #renew(): Promise<void> {
    try {
      const token = await this.#options.credentials.renew();
      if (token === null) {
        this.#end();
        return;
      }
      this.#send({ type: "authenticate", token });
    } catch {
      // No answer is not a refusal: try again while the present token lasts.
      this.#plan("renew", 5_000, () => void this.#renew());
    }
  }

  #send(frame: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #lost(code: number): void {
    this.#letGo();
    if (!this.#handlers) return;
    if (code === TOO_MANY) {
      this.#board.set("parted", this.#clock.now());
      return;
    }
    if (code === REFUSED) {
      this.#refusals += 1;
      return void this.#open();
    }
    if (code === RESTART) this.#failures = Math.max(this.#failures, FAILURES_OF_A_RESTART);
    this.#retryLater();
  }

  #retryLater(): void {
    if (!this.#handlers) return;
    const wait = backoff(this.#failures, this.#options);
    this.#failures += 1;
    this.#board.set("waiting", this.#clock.now(), this.#clock.now() + wait);
    this.#plan("retry", wait, () => void this.#open());
  }

  #end(): void {
    this.#letGo(1000);
    this.#board.set("signed-out", this.#clock.now());
  }

  #letGo(code?: number): void {
    const socket = this.#socket;
    this.#socket = null;
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    if (socket) socket.close(code);
  }

  #plan(name: "retry" | "beat" | "silence" | "renew", ms: number, task: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, this.#clock.after(ms, task));
  }

  #cancel(name: "retry" | "beat" | "silence" | "renew"): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
