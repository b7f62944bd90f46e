import type { Envelope } from "@/contract/events";
import type { Clock } from "@/realtime/clock";
import { roomStream } from "@/realtime/keys";

import { Feed } from "./feed";
import type { FirebasePort, Mirrored } from "./port";

export interface RoomFeedsOptions {
  port: FirebasePort;
  clock: Clock;
  random?: () => number;
  doubt: (askedAt: number) => void;
  onEnvelope: (envelope: Envelope) => void;
  onHeads: (heads: Record<string, number>) => void;
  onUntold: (heads: Record<string, number>) => void;
  /** Whether every room is in step with Google; told when that changes. */
  onLive: (live: boolean) => void;
}

/** A listener that holds more than this starts anew behind what it knows: it costs memory and reads. */
const MOST_HELD = 300;

const collections = (roomId: string) => [`chat_rooms_${roomId}`, `read_receipts_${roomId}`];

/** Hears the mirrored documents of every room that is mine, and hands on the events they carry. */
export class RoomFeeds {
  readonly #options: RoomFeedsOptions;
  readonly #rooms = new Map<string, readonly Feed[]>();
  /** The listeners that are behind: not through yet, broken off, or refused. */
  readonly #late = new Set<Feed>();

  constructor(options: RoomFeedsOptions) {
    this.#options = options;
  }

  /** Begins to hear a room behind `head`; goes on as before when it hears it already. */
  follow(roomId: string, head: number): void {
    if (this.#rooms.has(roomId)) return;
    const feeds = collections(roomId).map((name) => this.#listen(roomId, name, head));
    this.#rooms.set(roomId, feeds);
  }

  drop(roomId: string): void {
    for (const feed of this.#rooms.get(roomId) ?? []) {
      feed.stop();
      this.#note(feed, true);
    }
    this.#rooms.delete(roomId);
  }

  #note(feed: Feed, live: boolean): void {
    const before = this.#late.size === 0;
    if (live) this.#late.delete(feed);
    else this.#late.add(feed);
    const now = this.#late.size === 0;
    if (now !== before) this.#options.onLive(now);
  }

  /** Lets go of every room that is not among these. */
  keepOnly(roomIds: ReadonlySet<string>): void {
    for (const id of [...this.#rooms.keys()]) if (!roomIds.has(id)) this.drop(id);
  }

  hurry(): void {
    for (const feeds of this.#rooms.values()) for (const feed of feeds) feed.hurry();
  }

  stop(): void {
    this.keepOnly(new Set());
  }

  #listen(roomId: string, name: string, head: number): Feed {
    const { port, clock, random, doubt } = this.#options;
    let known = head;
    const feed = new Feed({
      clock,
      ...(random && { random }),
      doubt,
      open: (fail) =>
        port.follow(
          name,
          known,
          (documents, held, live) => {
            for (const document of documents) {
              known = Math.max(known, document.revision);
              this.#tell(roomId, document);
            }
            // Not from within the SDK's own call, which may come before it returned the way to stop.
            clock.after(0, () => {
              if (!this.#rooms.get(roomId)?.includes(feed)) return;
              feed.worked();
              this.#note(feed, live);
              if (held > MOST_HELD) feed.reopen();
            });
          },
          (trouble) => {
            this.#note(feed, false);
            fail(trouble);
          },
        ),
    });
    this.#note(feed, false);
    return feed;
  }

  #tell(roomId: string, { events, revision }: Mirrored): void {
    const { onEnvelope, onHeads, onUntold } = this.#options;
    const stream = roomStream(roomId);
    const envelopes = events.flatMap(parse).filter((envelope) => envelope.stream === stream);
    for (const envelope of envelopes) onEnvelope(envelope);
    const told = envelopes.some(({ seq }) => seq >= revision);
    (told ? onHeads : onUntold)({ [stream]: revision });
  }
}

/** Nothing at all for what can't be read: the head that comes with it has the event fetched. */
function parse(text: string): Envelope[] {
  try {
    return [JSON.parse(text) as Envelope];
  } catch {
    return [];
  }
}
