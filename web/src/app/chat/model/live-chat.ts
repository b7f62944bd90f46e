import type { QueryClient } from "@tanstack/react-query";

import type { Envelope } from "@/contract/events";
import type { Bootstrap, Person, RoomEntry } from "@/contract/types";
import { backoff } from "@/realtime/backoff";
import { inBundles } from "@/realtime/bundle";
import { systemClock, type Clock } from "@/realtime/clock";
import type { Listener } from "@/realtime/chat-context";
import type { Drafts } from "@/realtime/drafts/drafts";
import type { Follower } from "@/realtime/follow";
import { COMMUNITY_STREAM, keys, roomStream, userStream, type People } from "@/realtime/keys";
import type { Leases } from "@/realtime/leases";
import type { Outbox } from "@/realtime/outbox/outbox";
import { withPeople } from "@/realtime/people";
import { Streams } from "@/realtime/streams";
import type { Transport, TransportHandlers } from "@/realtime/transport";
import type { Uploads } from "@/realtime/uploads/uploads";

import type { AccountState, CommunityState } from "./account-state";
import type { ChatApi } from "./chat-api";
import { Delivering } from "./delivering";
import {
  accountOf,
  communityOf,
  followAccount,
  followCommunity,
  followRoom,
  type Ground,
} from "./followers";
import { keepEntries } from "./kept-entries";
import { asPerson, peopleIn } from "./people-in";
import { Recounting } from "./recounting";
import { withReading, type RoomState } from "./room-state";

const roomOf = (stream: string) => stream.slice("room.".length);

export interface LiveChatParts {
  me: string;
  queries: QueryClient;
  transport: Transport;
  api: ChatApi;
  leases: Leases;
  outbox: Outbox;
  uploads: Uploads;
  drafts: Drafts;
  clock?: Clock;
  /** How long an event that closely follows another may wait for more, to be drawn with them (ms). */
  bundleMs?: number;
}

/**
 * Keeps the query cache true: connects and parks, fetches one snapshot, then lets a follower per
 * stream apply what happens. The one place where transport, followers and cache meet.
 */
export class LiveChat {
  readonly #parts: LiveChatParts;
  readonly #ground: Ground;
  readonly #streams = new Streams();
  readonly #rooms = new Map<string, Follower<RoomEntry>>();
  readonly #account: Follower<AccountState>;
  readonly #community: Follower<CommunityState>;
  readonly #delivering: Delivering;
  readonly #recounting: Recounting;
  readonly #listeners = new Set<Listener>();
  /** The server's clock less this machine's, in milliseconds. */
  #skew = 0;
  #stopped = false;
  #callOff: (() => void) | null = null;

  constructor(parts: LiveChatParts) {
    this.#parts = parts;
    const { me, queries, api } = parts;
    const clock = parts.clock ?? systemClock;
    this.#delivering = new Delivering(clock, api.delivered);
    this.#recounting = new Recounting(queries, (id) => api.room(id), clock);
    keepEntries(queries);
    const onApplied = (envelope: Envelope) => this.#applied(envelope);
    this.#ground = { me, queries, api, onApplied, patience: () => parts.transport.patience() };
    this.#account = followAccount(this.#ground, userStream(me), {
      onBootstrap: (snapshot) => this.#adoptRooms(snapshot),
      onRoomsLost: (ids) => ids.forEach((id) => this.#dropRoom(id)),
    });
    this.#community = followCommunity(this.#ground);
    this.#streams.add(userStream(me), () => this.#account);
    this.#streams.add(COMMUNITY_STREAM, () => this.#community);
  }

  start(): void {
    const { transport, leases, outbox, uploads, drafts } = this.#parts;
    // First listen, then ask: what happens in between waits in the followers.
    const handlers: TransportHandlers = {
      onEnvelope: (envelope) => this.#streams.deliver(envelope),
      onHeads: (heads) => this.#streams.heads(heads),
      onUntold: (heads) => this.#streams.untold(heads),
      onPresence: (people, others) => leases.setPresence(people, others),
      onTyping: (lease) => leases.setTyping(lease),
      onReady: (ready) => {
        this.#skew = Date.parse(ready.now) - Date.now();
        leases.reset(ready.presence, ready.typing, ready.others);
        this.#streams.heads(ready.heads);
        this.#streams.nudge();
        for (const id of this.#rooms.keys()) this.#recounting.soon(id);
        uploads.nudge();
        outbox.nudge();
        // Before the first snapshot nobody knows which version the server has.
        if (this.#parts.queries.getQueryData(keys.rooms)) drafts.flush();
        this.#bootSooner();
      },
    };
    transport.start(this.#bundled(handlers));
    void uploads.start();
    void outbox.start();
    void this.#boot(0);
  }

  #bundled(handlers: TransportHandlers): TransportHandlers {
    const { bundleMs: ms, clock = systemClock } = this.#parts;
    if (ms === undefined) return handlers;
    return inBundles(handlers, { ms, clock, deliver: (all) => this.#streams.deliver(...all) });
  }

  stop(): void {
    this.#stopped = true;
    this.#recounting.stop();
    this.#callOff?.();
    this.#parts.transport.stop();
    this.#parts.leases.clear();
    this.#parts.outbox.stop();
    this.#parts.uploads.stop();
    this.#streams.stop();
  }

  /** Takes a room's snapshot (just created or joined); one older than ours changes nothing. */
  admit(entry: RoomEntry): void {
    this.learn(entry.people);
    this.#follower(entry.room.id).offer(entry);
  }

  /** Tells of every event that was applied. Returns the way to stop. */
  hear(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes note of people seen in any answer. */
  learn(people: readonly Person[]): void {
    const { queries } = this.#parts;
    const known = queries.getQueryData<People>(keys.people);
    const now = withPeople(known ?? {}, people);
    // Nearly every event names people that are known: nobody need be told of that.
    if (now !== known) queries.setQueryData<People>(keys.people, now);
  }

  /** The socket is through, so the server answers: a snapshot that waits for its next try need not. */
  #bootSooner(): void {
    if (!this.#callOff) return;
    this.#callOff();
    void this.#boot(0);
  }

  async #boot(attempt: number): Promise<void> {
    this.#callOff = null;
    try {
      const snapshot = await this.#parts.api.bootstrap();
      if (this.#stopped) return;
      // The server answers: whatever the socket is waiting for, it need not.
      this.#parts.transport.retryNow();
      this.#adoptRooms(snapshot);
      this.#parts.drafts.take(snapshot.drafts);
      this.#parts.drafts.flush();
      this.#account.offer(accountOf(snapshot, userStream(this.#parts.me)));
      this.#community.offer(communityOf(snapshot));
    } catch {
      if (this.#stopped) return;
      const { clock = systemClock } = this.#parts;
      this.#callOff = clock.after(backoff(attempt + 1), () => void this.#boot(attempt + 1));
    }
  }

  #adoptRooms({ me, rooms }: Bootstrap): void {
    this.learn([asPerson(me), ...rooms.flatMap((entry) => entry.people)]);
    for (const entry of rooms) this.#follower(entry.room.id).offer(entry);
    for (const { room } of rooms) this.#noteDelivered(room.id);
  }

  #follower(id: string): Follower<RoomEntry> {
    const known = this.#rooms.get(id);
    if (known) return known;
    const follower = followRoom(this.#ground, id);
    this.#rooms.set(id, follower);
    this.#streams.add(roomStream(id), () => follower);
    return follower;
  }

  #dropRoom(id: string): void {
    this.#streams.drop(roomStream(id));
    this.#rooms.delete(id);
    // Reset, not removed: a screen that still shows the room must hear that it is gone.
    void this.#parts.queries.resetQueries({ queryKey: keys.room(id), exact: true });
  }

  #applied(envelope: Envelope): void {
    this.#take(envelope);
    const at = Date.parse(envelope.at) - this.#skew;
    for (const listener of this.#listeners) listener(envelope.event, at);
  }

  /** In direct chats the other side sees whether what they wrote has arrived. */
  #noteDelivered(roomId: string): void {
    const { me, queries } = this.#parts;
    const state = queries.getQueryData<RoomState>(keys.room(roomId));
    const last = state?.last_message;
    if (state?.room.kind !== "direct" || !last || last.author_id === me) return;
    this.#delivering.read(roomId, state.last_read_seq);
    this.#delivering.received(roomId, last.seq);
  }

  #take({ event, stream }: Envelope): void {
    const { me, queries, leases, outbox, drafts } = this.#parts;
    this.learn(peopleIn(event));
    if (event.type === "room.joined") this.admit(event.entry);
    if (event.type === "draft.changed") drafts.take([event.draft]);
    if (event.type === "reading.changed") {
      this.#delivering.read(event.room_id, event.reading.last_read_seq);
      this.#recounting.change(event.room_id, (state) => withReading(state, event));
    }
    if ("message" in event || event.type === "message.deleted")
      this.#recounting.soon(roomOf(stream));
    if (event.type === "room.left") {
      queries.setQueryData(keys.farewell(event.room_id), event.reason);
    }
    if (event.type !== "message.sent") return;
    const { author_id: user_id, room_id, client_id } = event.message;
    leases.setTyping({ room_id, user_id, typing: false });
    if (user_id === me) outbox.confirm(client_id);
    else this.#noteDelivered(room_id);
  }
}
