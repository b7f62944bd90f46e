import { waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { Bootstrap } from "@/contract/types";
import { keys } from "@/realtime/keys";
import type { Clock } from "@/realtime/clock";
import type { SyncPage } from "@/realtime/follow";
import { wireCommunity, wirePreferences } from "@/test/wire";
import { person, roomEntry, sent, testChat, type TestChat } from "@/test/chat";
import { HeldClock } from "@/test/held-clock";

import type { ChatApi } from "./chat-api";
import { LiveChat } from "./live-chat";
import type { RoomState } from "./room-state";

const me = {
  ...person("me", "Mia"),
  email: null,
  role: "member" as const,
  language: "en",
  preferences: wirePreferences,
  created_at: "2026-01-01T00:00:00.000Z",
};

const bootstrap = (change: Partial<Bootstrap> = {}): Bootstrap => ({
  me,
  community: wireCommunity,
  contract_level: 1,
  rooms: [roomEntry()],
  emoji: [],
  drafts: [],
  saved_ids: [],
  streams: { "user.me": 5, community: 2 },
  ...change,
});

let chat: TestChat;
let snapshots: Promise<Bootstrap>[];
let log: SyncPage;
let asked: string[];
let delivered: string[];

function start(clock?: Clock): LiveChat {
  const api: ChatApi = {
    bootstrap: () => snapshots.shift() ?? Promise.reject(new Error("no server")),
    room: () => Promise.resolve(roomEntry({ seq: 40 })),
    sync: (stream, after) => {
      asked.push(`${stream} ${after}`);
      return Promise.resolve(log);
    },
    delivered: (id, seq) => {
      delivered.push(`${id} ${seq}`);
      return Promise.resolve();
    },
    send: () => Promise.resolve({ kind: "unknown" }),
  };
  const live = new LiveChat({ ...chat, api, clock });
  live.start();
  return live;
}

const room = (id = "r1") => chat.queries.getQueryData<RoomState>(keys.room(id));
const rest = () => new Promise((done) => setTimeout(done, 0));

beforeEach(() => {
  chat = testChat();
  snapshots = [Promise.resolve(bootstrap())];
  log = { head: 3, events: [], more: false, reset: false };
  asked = [];
  delivered = [];
});

describe("the live chat", () => {
  it("parks what comes before the snapshot and applies it after", async () => {
    let answer: (value: Bootstrap) => void = () => undefined;
    snapshots = [new Promise((resolve) => (answer = resolve))];
    start();
    chat.transport.connect({ heads: { "room.r1": 4 } });
    chat.transport.push(sent(4, "ana"));
    expect(room()).toBeUndefined();
    answer(bootstrap());
    await rest();
    expect(room()?.seq).toBe(4);
    expect(room()?.unread_count).toBe(1);
    expect(chat.queries.getQueryData(keys.rooms)).toEqual(["r1"]);
    expect(asked).toEqual([]);
  });

  it("asks for the snapshot at once when the connection comes before its next try", async () => {
    snapshots = [Promise.reject(new Error("no server")), Promise.resolve(bootstrap())];
    const clock = new HeldClock();
    start(clock);
    await rest();
    expect(clock.waiting).toBe(1);
    chat.transport.connect({ heads: {} });
    await rest();
    expect(room()).toBeDefined();
    expect(clock.waiting).toBe(0);
  });

  it("catches up by the heads of a new connection", async () => {
    start();
    await rest();
    log = { head: 4, events: [sent(4, "ana")], more: false, reset: false };
    chat.transport.connect({ heads: { "room.r1": 4 } });
    await waitFor(() => expect(room()?.seq).toBe(4));
    expect(asked).toEqual(["room.r1 3"]);
  });

  it("follows a room from the moment it is mine, and forgets it when it is not", async () => {
    start();
    await rest();
    const entry = roomEntry({ room: { ...roomEntry().room, id: "r2" }, seq: 7 });
    chat.transport.push({ ...sent(8, "bo"), stream: "room.r2" });
    chat.transport.push({
      stream: "user.me",
      seq: 6,
      at: "",
      event: { type: "room.joined", entry },
    });
    expect(room("r2")?.seq).toBe(8);
    expect(chat.queries.getQueryData(keys.rooms)).toEqual(["r1", "r2"]);
    const left = { type: "room.left", room_id: "r2", reason: "removed" } as const;
    chat.transport.push({ stream: "user.me", seq: 7, at: "", event: left });
    expect(room("r2")).toBeUndefined();
    expect(chat.queries.getQueryData(keys.farewell("r2"))).toBe("removed");
    expect(chat.queries.getQueryData(keys.rooms)).toEqual(["r1"]);
  });

  it("keeps the newest of two versions of a person, whatever came last", async () => {
    start();
    await rest();
    const changed = (seq: number, revision: number, name: string) => ({
      stream: "community",
      seq,
      at: "",
      event: { type: "profile.changed" as const, person: { ...person("ana", name), revision } },
    });
    chat.transport.push(changed(3, 9, "Ana Newest"), changed(4, 8, "Ana Older"));
    expect(chat.queries.getQueryData(keys.people)).toMatchObject({ ana: { name: "Ana Newest" } });
  });

  it("tells the other side of a direct chat that a message has arrived", async () => {
    const direct = roomEntry({ room: { ...roomEntry().room, kind: "direct" } });
    snapshots = [Promise.resolve(bootstrap({ rooms: [direct] }))];
    start();
    await rest();
    chat.transport.push(sent(4, "ana"), sent(5, "ana"));
    await waitFor(() => expect(delivered).toEqual(["r1 5"]));
  });

  it("takes my message out of the outbox when the room shows it, and ends the author's typing", async () => {
    start();
    await rest();
    const id = chat.outbox.add("r1", "hello");
    chat.transport.connect({ typing: [{ room_id: "r1", user_id: "me" }] });
    const echo = sent(4, "me", "hello");
    if (echo.event.type === "message.sent") echo.event.message.client_id = id;
    chat.transport.push(echo);
    expect(chat.queries.getQueryData(keys.outbox)).toEqual([]);
    expect(chat.leases.read().typing.r1).toEqual([]);
  });

  it("takes a whole new snapshot when the log of my own stream is pruned", async () => {
    start();
    await rest();
    snapshots = [
      Promise.resolve(bootstrap({ rooms: [roomEntry({ seq: 30 })], streams: { "user.me": 90 } })),
    ];
    log = { head: 90, events: [], more: false, reset: true };
    chat.transport.heads({ "user.me": 90 });
    await waitFor(() => expect(room()?.seq).toBe(30));
  });

  it("falls silent when stopped", async () => {
    const live = start();
    await rest();
    live.stop();
    chat.transport.push(sent(4, "ana"));
    expect(room()?.seq).toBe(3);
    expect(chat.transport.status().state).toBe("idle");
  });
});
