import { describe, expect, it } from "vitest";

import type { Envelope, Presence } from "@/contract/events";
import { FakeTransport } from "@/realtime/fake-transport";
import { FirebaseTransport } from "@/realtime/firebase/firebase-transport";
import { LateTransport } from "@/realtime/late-transport";
import type { Transport, TransportHandlers, TypingLease } from "@/realtime/transport";
import { WebSocketTransport } from "@/realtime/websocket-transport";
import { FakeFirebase } from "@/test/fake-firebase";
import { FakeSocket } from "@/test/fake-socket";
import { HeldClock } from "@/test/held-clock";
import { wireMessage, wirePerson } from "@/test/wire";

/** What a test needs to play the server behind any transport. */
interface Server {
  transport: Transport;
  accept(heads: Record<string, number>): Promise<void>;
  push(envelope: Envelope): Promise<void>;
  tellHeads(heads: Record<string, number>): void;
  tellPresence(people: Presence[]): Promise<void>;
  tellTyping(lease: TypingLease): Promise<void>;
  lose(): Promise<void>;
  leases(): unknown[];
}

function done(act: () => void): Promise<void> {
  act();
  return Promise.resolve();
}

function socketOn(clock: HeldClock) {
  const sockets: FakeSocket[] = [];
  const token = () => Promise.resolve("token");
  const transport = new WebSocketTransport({
    url: "ws://test/ws/",
    credentials: { token, renew: token },
    active: () => true,
    clock,
    random: () => 0.5,
    connect: (url) => FakeSocket.dial(url, sockets),
  });
  return { transport, last: () => FakeSocket.last(sockets) };
}

function overSocket(): Server {
  const clock = new HeldClock();
  const { transport, last } = socketOn(clock);
  return {
    transport,
    async accept(heads) {
      await clock.rest();
      last().accept(heads);
    },
    push: (envelope) => done(() => last().say({ type: "event", ...envelope })),
    tellHeads: (heads) => last().say({ type: "heartbeat", now: "", heads }),
    tellPresence: (people) =>
      done(() => last().say({ type: "presence", people, others: "offline" })),
    tellTyping: (lease) => done(() => last().say({ type: "typing", ...lease })),
    async lose() {
      last().end(1006);
      await clock.rest();
    },
    leases: () => last().sent.filter((frame) => frame.type === "typing"),
  };
}

function byHand(): Server {
  const transport = new FakeTransport();
  return {
    transport,
    accept: (heads) => done(() => transport.connect({ heads })),
    push: (envelope) => done(() => transport.push(envelope)),
    tellHeads: (heads) => transport.heads(heads),
    tellPresence: (people) => done(() => transport.presence(...people)),
    tellTyping: (lease) => done(() => transport.typing(lease)),
    lose: () => done(() => transport.lose()),
    leases: () => transport.signals,
  };
}

function overFirebase(wrap: (transport: Transport, inner: Transport) => Transport): Server {
  const clock = new HeldClock();
  const port = new FakeFirebase();
  const { transport: inner, last } = socketOn(clock);
  const transport = new FirebaseTransport({
    inner,
    port,
    me: "me",
    token: () => Promise.resolve("custom"),
    active: () => true,
    signedOut: () => false,
    onHidden: () => () => undefined,
    clock,
    random: () => 0.5,
  });
  return {
    transport: wrap(transport, inner),
    async accept(heads) {
      await clock.rest();
      last().accept(heads);
      await clock.rest();
    },
    async push(envelope) {
      port.mirror(`chat_rooms_${envelope.stream.slice(5)}`, "m", envelope.seq, envelope);
      await clock.rest();
    },
    tellHeads: (heads) => last().say({ type: "heartbeat", now: "", heads }),
    async tellPresence(people) {
      for (const { user_id, state } of people) {
        port.place(user_id, ...(state === "offline" ? [] : [state]));
      }
      await clock.rest();
    },
    async tellTyping({ room_id, user_id, typing }) {
      port.type(room_id, user_id, typing ? clock.now() : null);
      await clock.rest();
    },
    async lose() {
      last().end(1006);
      await clock.rest();
    },
    leases: () =>
      port.calls.flatMap((call) => {
        const [, not, room_id] = /^(not )?typing in (.*)$/.exec(call) ?? [];
        return room_id ? [{ type: "typing", room_id, typing: !not }] : [];
      }),
  };
}

/** Everything that was handed on, each kind in its order; repeated heads count once. */
function recorder() {
  const order: string[] = [];
  const ready: unknown[] = [];
  const envelopes: unknown[] = [];
  const heads = new Set<string>();
  const people: unknown[] = [];
  const typing: unknown[] = [];
  const note = (kind: string, list: unknown[], value: unknown) => {
    order.push(kind);
    list.push(value);
  };
  const handlers: TransportHandlers = {
    onEnvelope: ({ stream, seq }) => note("envelope", envelopes, { stream, seq }),
    onReady: (told) => note("ready", ready, told.heads),
    onHeads: (told) => void heads.add(JSON.stringify(told)),
    onUntold: (told) => void heads.add(JSON.stringify(told)),
    onPresence: (told) => note("people", people, told),
    onTyping: ({ room_id, user_id, typing: on }) =>
      note("typing", typing, { room_id, user_id, typing: on }),
  };
  return { order, ready, envelopes, heads, people, typing, handlers };
}

const envelope = (seq: number): Envelope => ({
  stream: "room.1",
  seq,
  at: "2026-01-01T00:00:00.000Z",
  event: {
    type: "message.sent",
    message: wireMessage(seq, { author_id: "a" }),
    author: wirePerson("a"),
    people: [],
    thread: null,
    thread_followers: [],
  },
});

describe.each([
  ["the WebSocket transport", overSocket],
  ["the fake transport", byHand],
  ["the Firebase transport", () => overFirebase((transport) => transport)],
  [
    "the Firebase transport that comes late",
    () => overFirebase((found, plain) => new LateTransport(plain, () => Promise.resolve(found))),
  ],
])("%s keeps the contract of Transport:", (_name, make) => {
  it("is idle, then connecting, then online, and says when it was lost", async () => {
    const server = make();
    const states: string[] = [];
    server.transport.subscribe(() => {
      const { state } = server.transport.status();
      if (states.at(-1) !== state) states.push(state);
    });
    expect(server.transport.status()).toEqual({ state: "idle", offlineSince: null, retryAt: null });
    server.transport.start(recorder().handlers);
    await server.accept({});
    await server.lose();
    expect(states).toEqual(["connecting", "online", "waiting"]);
    expect(server.transport.status().offlineSince).not.toBeNull();
    expect(server.transport.status().retryAt).not.toBeNull();
  });

  it("hands on everything the server says, heads first", async () => {
    const server = make();
    const told = recorder();
    server.transport.start(told.handlers);
    server.transport.watch("1");
    await server.accept({ "room.1": 6 });
    await server.push(envelope(7));
    server.tellHeads({ "room.1": 8 });
    const ana: Presence = { user_id: "a", state: "online", last_seen_at: null };
    await server.tellPresence([ana]);
    await server.tellTyping({ room_id: "1", user_id: "a", typing: true });
    await server.tellTyping({ room_id: "1", user_id: "a", typing: false });
    expect(told.order).toEqual(["ready", "envelope", "people", "typing", "typing"]);
    expect(told.ready).toEqual([{ "room.1": 6 }]);
    expect(told.envelopes).toEqual([{ stream: "room.1", seq: 7 }]);
    expect([...told.heads]).toContain('{"room.1":8}');
    expect(told.people).toEqual([[ana]]);
    expect(told.typing).toEqual([
      { room_id: "1", user_id: "a", typing: true },
      { room_id: "1", user_id: "a", typing: false },
    ]);
  });

  it("passes on what comes twice or out of order, for the followers mend it", async () => {
    const server = make();
    const told = recorder();
    server.transport.start(told.handlers);
    await server.accept({ "room.1": 6 });
    for (const seq of [9, 7, 9, 8]) await server.push(envelope(seq));
    expect(told.envelopes).toEqual([9, 7, 9, 8].map((seq) => ({ stream: "room.1", seq })));
  });

  it("tells who is away and who left", async () => {
    const server = make();
    const told = recorder();
    server.transport.start(told.handlers);
    await server.accept({});
    const away: Presence = { user_id: "a", state: "away", last_seen_at: null };
    await server.tellPresence([away]);
    expect(told.people).toEqual([[away]]);
  });

  it("sends leases while online and forgets them otherwise", async () => {
    const server = make();
    const lease = { type: "typing", room_id: "1", typing: true } as const;
    server.transport.signal(lease);
    server.transport.start(recorder().handlers);
    server.transport.signal(lease);
    await server.accept({});
    server.transport.signal(lease);
    expect(server.leases()).toEqual([lease]);
    server.transport.signal({ ...lease, typing: false });
    expect(server.leases()).toEqual([lease, { ...lease, typing: false }]);
  });

  it("gives the same status object until it changes, as useSyncExternalStore needs", () => {
    const { transport } = make();
    expect(transport.status()).toBe(transport.status());
    transport.start(recorder().handlers);
    expect(transport.status()).toBe(transport.status());
  });

  it("connects anew when told to retry, and tells nobody who has left", async () => {
    const server = make();
    let told = 0;
    const leave = server.transport.subscribe(() => (told += 1));
    const heard = recorder();
    server.transport.start(heard.handlers);
    await server.accept({ "room.1": 6 });
    await server.lose();
    server.transport.retryNow();
    expect(server.transport.status().state).toBe("connecting");
    await server.accept({ "room.1": 8 });
    expect(server.transport.status()).toEqual({
      state: "online",
      offlineSince: null,
      retryAt: null,
    });
    await server.push(envelope(9));
    expect(heard.ready).toEqual([{ "room.1": 6 }, { "room.1": 8 }]);
    expect(heard.envelopes).toEqual([{ stream: "room.1", seq: 9 }]);
    leave();
    const before = told;
    server.transport.stop();
    expect(server.transport.status().state).toBe("idle");
    expect(told).toBe(before);
  });

  it("says nothing more once it is stopped", async () => {
    const server = make();
    const heard = recorder();
    server.transport.start(heard.handlers);
    server.transport.watch("1");
    await server.accept({ "room.1": 6 });
    server.transport.stop();
    const before = heard.order.length;
    await server.push(envelope(7));
    await server.tellPresence([{ user_id: "a", state: "online", last_seen_at: null }]);
    await server.tellTyping({ room_id: "1", user_id: "a", typing: true });
    expect(heard.order.length).toBe(before);
    expect(server.transport.status().state).toBe("idle");
  });
});
