import type { Envelope, Presence } from "@/contract/events";
import { systemClock, type Clock } from "@/realtime/clock";
import type {
  Greeting,
  Lease,
  Transport,
  TransportHandlers,
  TypingLease,
} from "@/realtime/transport";
import type { WebSocketTransport } from "@/realtime/websocket-transport";

import type { FirebasePort, Stop } from "./port";
import { OthersPresence, OwnPresence } from "./presence";
import { RoomFeeds } from "./room-feeds";
import { SignIn } from "./sign-in";
import { OthersTyping, OwnTyping } from "./typing";

export interface FirebaseTransportOptions {
  /** Carries what Firebase does not, and everything until Firebase has signed us in. */
  inner: WebSocketTransport;
  port: FirebasePort;
  me: string;
  /** A custom token that was not used before; null when the session is over. Throws without an answer. */
  token: () => Promise<string | null>;
  active: () => boolean;
  /** Did the person sign out? Then nothing of theirs stays on this device. */
  signedOut: () => boolean;
  /** Hears that nobody looks at the page any more. */
  onHidden: (listener: () => void) => Stop;
  clock?: Clock;
  random?: () => number;
}

/** Two channels race, so a hole waits longer for what the slower one brings. */
const PATIENCE_MS = 1_500;

/** So long Google may be out of step before our socket tells everything again, and back in step before not. */
const STEADY_MS = 15_000;

const ROOM = "room.";

/**
 * Messages, receipts and typing by Firestore and presence by the Realtime Database; the rest, and all
 * heads, by our own WebSocket. What Firestore brings is a hint like any push: heads tell of what
 * it did not bring, so its outage costs time and never truth. One that lasts costs nothing more: then
 * the socket tells everything, until Google is back.
 */
export class FirebaseTransport implements Transport {
  readonly #options: FirebaseTransportOptions;
  readonly #clock: Clock;
  readonly #signIn: SignIn;
  readonly #rooms: RoomFeeds;
  readonly #ownTyping: OwnTyping;
  readonly #othersTyping: OthersTyping;
  readonly #ownPresence: OwnPresence;
  readonly #othersPresence: OthersPresence;
  #handlers: TransportHandlers | null = null;
  /** Firebase has signed us in: from here on it is Firebase that carries. */
  #up = false;
  /** Our server's clock less this machine's, until Google has told its own. */
  #skew = 0;
  #stopHearingHidden: Stop | null = null;
  /** Google has been out of step for so long that the socket tells everything. */
  #alone = false;
  #callOff: Stop | null = null;

  readonly status: Transport["status"];
  readonly subscribe: Transport["subscribe"];

  constructor(options: FirebaseTransportOptions) {
    this.#options = options;
    const { inner, port, me, random, active, token } = options;
    const clock = (this.#clock = options.clock ?? systemClock);
    this.status = inner.status;
    this.subscribe = inner.subscribe;
    const doubt = (askedAt: number) => this.#signIn.doubt(askedAt);
    const common = { port, clock, doubt, ...(random && { random }) };
    this.#signIn = new SignIn({ ...common, me, token, onSignedIn: () => this.#signedIn() });
    this.#rooms = new RoomFeeds({
      ...common,
      onEnvelope: (envelope) => this.#handlers?.onEnvelope(envelope),
      onHeads: (heads) => this.#handlers?.onHeads(heads),
      onUntold: (heads) => this.#handlers?.onUntold(heads),
      onLive: (live) => this.#steady(live),
    });
    this.#ownTyping = new OwnTyping(port, clock);
    const serverNow = () => clock.now() + (port.skew() ?? this.#skew);
    const tellTyping = (lease: TypingLease) => this.#handlers?.onTyping(lease);
    this.#othersTyping = new OthersTyping({ ...common, me, serverNow, tell: tellTyping });
    this.#ownPresence = new OwnPresence({ ...common, active });
    const tellPresence = (people: Presence[]) => this.#handlers?.onPresence(people);
    this.#othersPresence = new OthersPresence({ ...common, tell: tellPresence });
  }

  start(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#options.inner.start({
      onEnvelope: (envelope) => this.#take(envelope, handlers),
      onReady: (ready) => this.#greeted(ready, handlers),
      onHeads: (heads) => this.#takeHeads(heads, handlers),
      onUntold: (heads) => handlers.onUntold(heads),
      onPresence: (people, others) => handlers.onPresence(people, others),
      onTyping: (lease) => handlers.onTyping(lease),
    });
    this.#stopHearingHidden = this.#options.onHidden(() => this.#ownTyping.endAll());
    this.#signIn.start();
  }

  stop(): void {
    this.#handlers = null;
    this.#stopHearingHidden?.();
    this.#callOff?.();
    this.#ownTyping.endAll();
    this.#signIn.stop();
    this.#rooms.stop();
    this.#othersTyping.stop();
    this.#ownPresence.stop();
    this.#othersPresence.stop();
    this.#options.inner.stop();
    void this.#options.port.close(this.#options.signedOut());
  }

  signal(lease: Lease): void {
    if (!this.#carries()) this.#options.inner.signal(lease);
    const typing = lease.typing && this.#carries() && this.status().state === "online";
    this.#ownTyping.signal(lease.room_id, typing);
  }

  retryNow(): void {
    this.#options.inner.retryNow();
    this.#hurry();
  }

  reconnect(): void {
    this.#options.inner.reconnect();
    this.#hurry();
  }

  watch(roomId: string): Stop {
    return this.#othersTyping.watch(roomId);
  }

  patience(): number {
    return this.#carries() ? PATIENCE_MS : this.#options.inner.patience();
  }

  #signedIn(): void {
    if (this.#up) {
      this.#hurry();
      return;
    }
    this.#up = true;
    this.#othersTyping.start();
    this.#ownPresence.start();
    this.#othersPresence.start();
    this.#options.inner.hearNoticesOnly(true);
  }

  #carries(): boolean {
    return this.#up && !this.#alone;
  }

  /** A stumble is nobody's business; what lasts has the socket tell more, or less. */
  #steady(live: boolean): void {
    this.#callOff?.();
    this.#callOff = null;
    if (live !== this.#alone || !this.#handlers) return;
    this.#callOff = this.#clock.after(STEADY_MS, () => {
      this.#alone = !live;
      this.#options.inner.hearNoticesOnly(live);
    });
  }

  #hurry(): void {
    if (!this.#up) return;
    this.#rooms.hurry();
    this.#othersTyping.hurry();
    this.#ownPresence.hurry();
    this.#othersPresence.hurry();
  }

  #greeted(ready: Greeting, handlers: TransportHandlers): void {
    this.#skew = Date.parse(ready.now) - this.#clock.now();
    if (!this.#up) {
      handlers.onReady(ready);
      return;
    }
    this.#rooms.keepOnly(new Set(Object.keys(ready.heads).flatMap(roomOf)));
    this.#followAll(ready.heads);
    const told = { presence: this.#othersPresence.list(), typing: this.#othersTyping.list() };
    handlers.onReady(this.#alone ? ready : { ...ready, ...told });
  }

  #takeHeads(heads: Record<string, number>, handlers: TransportHandlers): void {
    // A room whose joining was lost on the way shows itself here.
    if (this.#up) this.#followAll(heads);
    handlers.onHeads(heads);
  }

  #followAll(heads: Record<string, number>): void {
    for (const [stream, head] of Object.entries(heads)) {
      for (const id of roomOf(stream)) this.#rooms.follow(id, head);
    }
  }

  #take(envelope: Envelope, handlers: TransportHandlers): void {
    const { event } = envelope;
    if (this.#up && event.type === "room.joined") {
      this.#rooms.follow(event.entry.room.id, event.entry.seq);
    }
    if (event.type === "room.left" || event.type === "room.deleted") {
      this.#rooms.drop(event.room_id);
      this.#ownTyping.signal(event.room_id, false);
    }
    handlers.onEnvelope(envelope);
  }
}

function roomOf(stream: string): string[] {
  return stream.startsWith(ROOM) ? [stream.slice(ROOM.length)] : [];
}
