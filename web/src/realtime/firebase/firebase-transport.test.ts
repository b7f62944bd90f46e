import { beforeEach, describe, expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import type { TransportHandlers } from "@/realtime/transport";
import { WebSocketTransport } from "@/realtime/websocket-transport";
import { FakeFirebase } from "@/test/fake-firebase";
import { FakeSocket } from "@/test/fake-socket";
import { HeldClock } from "@/test/held-clock";
import { wireEntry, wireMessage, wirePerson } from "@/test/wire";

import { FirebaseTransport } from "./firebase-transport";

let clock: HeldClock;
let port: FakeFirebase;
let sockets: FakeSocket[];
let tokens: number;
let hide: () => void;
let signedOut: boolean;
let heard: { envelopes: number[]; untold: unknown[]; ready: unknown[]; heads: unknown[] };

const last = () => FakeSocket.last(sockets);
const followed = () => port.feeds.map(({ name, after }) => `${name} > ${after}`);
const signIns = () => port.calls.filter((call) => call.startsWith("sign in"));

function make() {
  const inner = new WebSocketTransport({
    url: "ws://test/ws/",
    credentials: { token: () => Promise.resolve("t"), renew: () => Promise.resolve("t") },
    active: () => true,
    clock,
    random: () => 1,
    connect: (url) => FakeSocket.dial(url, sockets),
  });
  const transport = new FirebaseTransport({
    inner,
    port,
    me: "me",
    token: () => Promise.resolve(`custom ${(tokens += 1)}`),
    active: () => true,
    signedOut: () => signedOut,
    onHidden: (listener) => {
      hide = listener;
      return () => undefined;
    },
    clock,
    random: () => 1,
  });
  const handlers: TransportHandlers = {
    onEnvelope: ({ seq }) => heard.envelopes.push(seq),
    onReady: ({ presence, typing }) => heard.ready.push({ presence, typing }),
    onHeads: (heads) => heard.heads.push(heads),
    onUntold: (heads) => heard.untold.push(heads),
    onPresence: () => undefined,
    onTyping: () => undefined,
  };
  transport.start(handlers);
  return transport;
}

async function online(heads: Record<string, number> = { "room.1": 6 }) {
  await clock.rest();
  last().accept(heads);
  await clock.rest();
}

/** Lets time pass on a line that is not silent. */
async function pass(ms: number) {
  for (let left = ms; left > 0; left -= 10_000) {
    await clock.pass(Math.min(left, 10_000));
    last().say({ type: "heartbeat", now: "", heads: {} });
  }
}

const sent = (seq: number, room = "1"): Envelope => ({
  stream: `room.${room}`,
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

const mine = (event: Envelope["event"]) =>
  last().say({ type: "event", stream: "user.me", seq: 1, at: "2026-01-01T00:00:00.000Z", event });

beforeEach(() => {
  clock = new HeldClock();
  port = new FakeFirebase();
  sockets = [];
  tokens = 0;
  signedOut = false;
  heard = { envelopes: [], untold: [], ready: [], heads: [] };
});

describe("the socket inside", () => {
  it("does everything until Google has signed the page in, and then tells notices only", async () => {
    port.refusesSignIn = true;
    const transport = make();
    await online();
    expect(last().sent[0]).toEqual({ type: "authenticate", token: "t" });
    expect(followed()).toEqual([]);
    transport.signal({ type: "typing", room_id: "1", typing: true });
    expect(last().sent.at(-1)).toMatchObject({ type: "typing", room_id: "1" });
    port.refusesSignIn = false;
    await clock.pass(1_000);
    await online({ "room.1": 8 });
    expect(last().sent[0]).toEqual({ type: "authenticate", token: "t", notices_only: true });
    expect(followed()).toEqual(["chat_rooms_1 > 8", "read_receipts_1 > 8"]);
  });

  it("is asked for less patience than two channels that race", async () => {
    port.refusesSignIn = true;
    const transport = make();
    await online();
    expect(transport.patience()).toBe(120);
    port.refusesSignIn = false;
    await clock.pass(1_000);
    expect(transport.patience()).toBe(1_500);
  });
});

describe("the sign-in at Google", () => {
  it("is the kept one of this person after a reload, and no other's", async () => {
    port.user = "me";
    make();
    await online();
    expect(signIns()).toEqual([]);
    expect(followed().length).toBe(2);

    port = new FakeFirebase();
    port.user = "somebody";
    make();
    await clock.rest();
    expect(signIns()).toEqual(["sign in with custom 1"]);
  });

  it("is tried again, later and later, with a fresh token each time", async () => {
    port.refusesSignIn = true;
    make();
    await online();
    await clock.pass(7_000);
    expect(signIns().length).toBe(4);
    expect(new Set(signIns()).size).toBe(4);
  });

  it("is made anew when Firebase ends it", async () => {
    make();
    await online();
    port.endSignIn();
    await clock.rest();
    expect(signIns()).toEqual(["sign in with custom 1", "sign in with custom 2"]);
  });

  it("is made anew when an old one is refused, and everything is asked for again", async () => {
    make();
    await online();
    await pass(20_000);
    port.refuseAll();
    port.refusesReads = false;
    expect(followed()).toEqual([]);
    await clock.rest();
    expect(signIns().length).toBe(2);
    expect(followed()).toEqual(["chat_rooms_1 > 6", "read_receipts_1 > 6"]);
    expect(port.placeFeeds.length).toBe(1);
  });

  it("is not suspected while it is fresh: the mirror may not have told of a membership yet", async () => {
    port.refusesReads = true;
    make();
    await online();
    await clock.pass(3_000);
    expect(signIns().length).toBe(1);
    port.refusesReads = false;
    await clock.pass(4_000);
    expect(signIns().length).toBe(1);
    expect(followed().length).toBe(2);
  });

  it("is renewed ever less often for somebody whom the rules shut out for good", async () => {
    port.refusesReads = true;
    make();
    await online();
    await pass(600_000);
    expect(signIns().length).toBeLessThan(8);
  });
});

describe("a lasting outage of Firestore", () => {
  const first = () => last().sent[0];
  const typing = { type: "typing", room_id: "1", typing: true } as const;

  it("has the socket tell everything until Google is back for good; a stumble has not", async () => {
    const transport = make();
    await online();
    await pass(1_000);
    port.setLive(false);
    await pass(14_000);
    port.setLive(true);
    await pass(30_000);
    expect(first()).toMatchObject({ notices_only: true });
    const before = sockets.length;
    port.setLive(false);
    await pass(15_000);
    expect(sockets.length).toBe(before + 1);
    await online({ "room.1": 9 });
    expect(first()).toEqual({ type: "authenticate", token: "t" });
    expect(transport.patience()).toBe(120);
    transport.signal(typing);
    expect(last().sent.at(-1)).toEqual(typing);
    expect(port.calls).not.toContain("typing in 1");

    port.setLive(true);
    await pass(15_000);
    await online({ "room.1": 9 });
    expect(first()).toMatchObject({ notices_only: true });
    transport.signal(typing);
    expect(port.calls).toContain("typing in 1");
  });

  it("is also that of a page which never got through, or which the rules refuse", async () => {
    port.live = false;
    make();
    await online();
    await pass(16_000);
    await online();
    expect(first()).toEqual({ type: "authenticate", token: "t" });

    port = new FakeFirebase();
    port.refusesReads = true;
    make();
    await online();
    await pass(16_000);
    await online();
    expect(first()).toEqual({ type: "authenticate", token: "t" });
  });
});

describe("the rooms", () => {
  it("are heard behind their heads, from joining to leaving", async () => {
    make();
    await online({ "room.1": 6, "user.me": 3, community: 9 });
    const entry = wireEntry({ room: { ...wireEntry().room, id: "2" }, seq: 4 });
    mine({ type: "room.joined", entry });
    expect(followed().slice(2)).toEqual(["chat_rooms_2 > 4", "read_receipts_2 > 4"]);
    mine({ type: "room.left", room_id: "1", reason: "left" });
    expect(followed()).toEqual(["chat_rooms_2 > 4", "read_receipts_2 > 4"]);
  });

  it("show themselves in a heartbeat when the joining was lost, and go when a greeting lacks them", async () => {
    make();
    await online();
    last().say({ type: "heartbeat", now: "", heads: { "room.3": 2 } });
    expect(followed().length).toBe(4);
    last().end(1006);
    await clock.pass(500);
    await online({ "room.3": 5 });
    // The listener goes on: it holds whatever came since it began.
    expect(followed()).toEqual(["chat_rooms_3 > 2", "read_receipts_3 > 2"]);
  });

  it("hand on the events of a document once, and ask for those that no document carries", async () => {
    make();
    await online();
    port.mirror("chat_rooms_1", "m7", 7, sent(7));
    expect(heard.envelopes).toEqual([7]);
    expect(heard.heads.at(-1)).toEqual({ "room.1": 7 });
    expect(heard.untold).toEqual([]);
    port.mirror("chat_rooms_1", "m7", 8);
    expect(heard.untold).toEqual([{ "room.1": 8 }]);
  });

  it("believe no event of another stream, and survive one that can't be read", async () => {
    make();
    await online();
    port.mirror("chat_rooms_1", "m7", 7, sent(7, "2"));
    port.documents.set("chat_rooms_1", new Map([["m8", { revision: 8, events: ["{"] }]]));
    port.feeds[0]?.hear([{ revision: 8, events: ["{"] }], 1, true);
    expect(heard.envelopes).toEqual([]);
    expect(heard.untold).toEqual([{ "room.1": 7 }, { "room.1": 8 }]);
  });

  it("are listened to anew behind what is known, before a listener holds too much", async () => {
    make();
    await online();
    for (let seq = 7; seq < 7 + 301; seq += 1)
      port.mirror("chat_rooms_1", `m${seq}`, seq, sent(seq));
    await clock.pass(1);
    expect(followed()).toEqual(["read_receipts_1 > 6", "chat_rooms_1 > 307"]);
    expect(heard.envelopes.length).toBe(301);
    port.mirror("chat_rooms_1", "next", 308, sent(308));
    expect(heard.envelopes.at(-1)).toBe(308);
  });

  it("are heard again behind what is known when a listener breaks off", async () => {
    make();
    await online();
    port.mirror("chat_rooms_1", "m7", 7, sent(7));
    port.feeds.find(({ name }) => name === "chat_rooms_1")?.fail("other");
    await clock.pass(1_000);
    expect(followed()).toContain("chat_rooms_1 > 7");
    expect(signIns().length).toBe(1);
  });
});

describe("a new connection", () => {
  it("is told who is here and who types, for the socket does not know", async () => {
    const transport = make();
    transport.watch("1");
    await online();
    port.place("ana", "online");
    port.type("1", "ana", clock.now());
    last().end(1006);
    await clock.pass(500);
    await online();
    const presence = [{ user_id: "ana", state: "online", last_seen_at: null }];
    expect(heard.ready.at(-1)).toEqual({ presence, typing: [{ room_id: "1", user_id: "ana" }] });
  });
});

describe("the end", () => {
  it("takes back what was said of me, and keeps the sign-in for the next page", async () => {
    const transport = make();
    await online();
    transport.signal({ type: "typing", room_id: "1", typing: true });
    transport.stop();
    expect(port.calls.slice(-2)).toEqual(["not typing in 1", "closed"]);
    expect(port.feeds.length + port.placeFeeds.length).toBe(0);
    await clock.pass(60_000);
    expect(port.calls.at(-1)).toBe("closed");
    expect(clock.waiting).toBe(0);
  });

  it("leaves nothing on the device of a person who signed out", async () => {
    const transport = make();
    await online();
    signedOut = true;
    transport.stop();
    expect(port.calls.at(-1)).toBe("closed and forgotten");
  });

  it("of looking at the page ends the typing, too", async () => {
    const transport = make();
    await online();
    transport.signal({ type: "typing", room_id: "1", typing: true });
    hide();
    expect(port.calls.at(-1)).toBe("not typing in 1");
  });
});
