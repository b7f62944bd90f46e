import type { Clock } from "@/realtime/clock";
import type { TypingLease } from "@/realtime/transport";

import { Feed } from "./feed";
import type { FirebasePort, Stop, TypingMark } from "./port";

/** docs/protocol.md, section 8: how often a typing document is renewed, and how long it counts. */
const RENEW_MS = 3_000;
const COUNTS_MS = 10_000;

/** My own typing documents: written while keys are pressed, and gone when they rest. */
export class OwnTyping {
  readonly #port: FirebasePort;
  readonly #clock: Clock;
  readonly #rooms = new Map<string, { pressedAt: number; callOff: Stop }>();
  readonly #writing = new Set<string>();

  constructor(port: FirebasePort, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  signal(roomId: string, typing: boolean): void {
    if (!typing) {
      this.#end(roomId);
      return;
    }
    const known = this.#rooms.get(roomId);
    if (known) {
      known.pressedAt = this.#clock.now();
      return;
    }
    this.#write(roomId);
    this.#rooms.set(roomId, { pressedAt: this.#clock.now(), callOff: this.#planNext(roomId) });
  }

  /** The page is hidden, left or closed: nobody types there. */
  endAll(): void {
    for (const roomId of [...this.#rooms.keys()]) this.#end(roomId);
  }

  #planNext(roomId: string): Stop {
    return this.#clock.after(RENEW_MS, () => this.#renew(roomId));
  }

  #renew(roomId: string): void {
    const typing = this.#rooms.get(roomId);
    if (!typing) return;
    if (this.#clock.now() - typing.pressedAt >= RENEW_MS) {
      this.#end(roomId);
      return;
    }
    this.#write(roomId);
    typing.callOff = this.#planNext(roomId);
  }

  #write(roomId: string): void {
    // The SDK queues what it can't send, over hours and reloads. One write may wait there, not hundreds.
    if (this.#writing.has(roomId)) return;
    this.#writing.add(roomId);
    const written = () => void this.#writing.delete(roomId);
    this.#port.putTyping(roomId).then(written, written);
  }

  #end(roomId: string): void {
    const typing = this.#rooms.get(roomId);
    if (!typing) return;
    typing.callOff();
    this.#rooms.delete(roomId);
    // Refused or lost: it is ignored by its age.
    this.#port.removeTyping(roomId).catch(() => undefined);
  }
}

export interface OthersTypingOptions {
  port: FirebasePort;
  me: string;
  clock: Clock;
  random?: () => number;
  /** Google's time, or the best guess at it. */
  serverNow: () => number;
  doubt: (askedAt: number) => void;
  tell: (lease: TypingLease) => void;
}

interface Watched {
  viewers: number;
  feed: Feed | null;
  /** The ends of those who type now, by person. */
  readonly ends: Map<string, Stop>;
}

/** Who else types, in the rooms that are on the screen. */
export class OthersTyping {
  readonly #options: OthersTypingOptions;
  readonly #rooms = new Map<string, Watched>();
  #listening = false;

  constructor(options: OthersTypingOptions) {
    this.#options = options;
  }

  /** Begins, now that there is a sign-in to ask with. */
  start(): void {
    this.#listening = true;
    for (const [roomId, watched] of this.#rooms) watched.feed ??= this.#listen(roomId, watched);
  }

  /** A room came on the screen; the returned function says that it left it. */
  watch(roomId: string): Stop {
    const watched = this.#rooms.get(roomId) ?? { viewers: 0, feed: null, ends: new Map() };
    this.#rooms.set(roomId, watched);
    watched.viewers += 1;
    if (this.#listening) watched.feed ??= this.#listen(roomId, watched);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      watched.viewers -= 1;
      if (watched.viewers === 0) this.#drop(roomId, watched);
    };
  }

  /** Everyone who types now, as a new connection tells it. */
  list(): { room_id: string; user_id: string }[] {
    return [...this.#rooms].flatMap(([room_id, { ends }]) =>
      [...ends.keys()].map((user_id) => ({ room_id, user_id })),
    );
  }

  hurry(): void {
    for (const { feed } of this.#rooms.values()) feed?.hurry();
  }

  stop(): void {
    this.#listening = false;
    for (const [roomId, watched] of [...this.#rooms]) this.#drop(roomId, watched);
  }

  #drop(roomId: string, { feed, ends }: Watched): void {
    feed?.stop();
    for (const userId of [...ends.keys()]) this.#told(roomId, ends, userId, 0);
    this.#rooms.delete(roomId);
  }

  #listen(roomId: string, { ends }: Watched): Feed {
    const { port, me, serverNow } = this.#options;
    const feed = new Feed({
      ...this.#options,
      open: (fail) => {
        const hear = (marks: readonly TypingMark[]) => {
          for (const { userId, at } of marks) {
            // Measured by the server's clock on both ends, for ours may be wrong by hours.
            const left = at === null ? 0 : COUNTS_MS - (serverNow() - at);
            if (userId !== me) this.#told(roomId, ends, userId, left);
          }
        };
        // Whoever was killed while typing leaves a document for ever: it is not even read.
        return port.watchTyping(roomId, serverNow() - COUNTS_MS, hear, fail);
      },
    });
    return feed;
  }

  #told(room_id: string, ends: Map<string, Stop>, user_id: string, left: number): void {
    const { clock, tell } = this.#options;
    const before = ends.get(user_id);
    before?.();
    ends.delete(user_id);
    if (left > 0) {
      ends.set(
        user_id,
        clock.after(left, () => this.#told(room_id, ends, user_id, 0)),
      );
      tell({ room_id, user_id, typing: true });
    } else if (before) tell({ room_id, user_id, typing: false });
  }
}
