import { describe, expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import type { Mentions, Message, Reading, RoomSettings } from "@/contract/types";
import { readingOf } from "@/features/messages/model/conversation";
import type { Event } from "@/realtime/handlers";
import { wireEntry, wireMessage, wirePerson } from "@/test/wire";

import {
  advanceRoom,
  roomStateOf,
  withAnswer,
  withReading,
  type KnownReading,
  type RoomState,
} from "./room-state";

const ME = "me";
const NOBODY: Mentions = { people: [], group: null, user_ids: [] };

/** Numbers that are the same on every run (mulberry32). */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The rules of docs/protocol.md section 3, counted from scratch each time: nothing here is clever. */
class Server {
  readonly roomLog: Envelope[] = [];
  readonly ownLog: KnownReading[] = [];
  readonly messages: Message[] = [];
  readonly followed = new Set<string>();
  readonly positions = new Map<string, number>();
  settings: RoomSettings = wireEntry().settings;
  lastRead = 0;
  threadsRead = 0;

  get head(): number {
    return this.roomLog.length;
  }

  append(event: Event): void {
    this.roomLog.push({ stream: "room.r1", seq: this.head + 1, at: "", event });
  }

  unread(): Message[] {
    return this.messages.filter(({ author_id, deletion, thread_id, seq }) => {
      if (author_id === ME || deletion) return false;
      if (thread_id === null) return seq > this.lastRead;
      const position = this.positions.get(thread_id) ?? 0;
      if (this.settings.view === "flat") return seq > this.lastRead && seq > position;
      return this.followed.has(thread_id) && seq > Math.max(position, this.threadsRead);
    });
  }

  reading(): Reading {
    const inThread = ({ thread_id }: Message) =>
      thread_id !== null && this.settings.view === "threaded";
    const unread = this.unread();
    const calling = unread.filter(({ mentions }) => mentions.user_ids.includes(ME));
    return {
      last_read_seq: this.lastRead,
      unread_count: unread.filter((one) => !inThread(one)).length,
      mention_count: calling.filter((one) => !inThread(one)).length,
      thread_unread_count: unread.filter(inThread).length,
      thread_mention_count: calling.filter(inThread).length,
    };
  }

  known(): KnownReading {
    return { room_seq: this.head, reading: this.reading(), settings: this.settings };
  }

  tellMe(): void {
    this.ownLog.push(this.known());
  }
}

type Deed = (server: Server, pick: (below: number) => number) => void;

const someone = (pick: (below: number) => number) => (pick(4) === 0 ? ME : "ana");
const anyOf = <T>(list: readonly T[], pick: (below: number) => number): T | undefined =>
  list[pick(list.length || 1)];
const callsMe = (pick: (below: number) => number): Mentions =>
  pick(3) === 0 ? { ...NOBODY, user_ids: [ME] } : NOBODY;

/** Who wrote has read, and follows the thread; so does whom it calls. */
function moveAuthor(server: Server, { author_id, thread_id, seq, mentions }: Message): void {
  const mine = author_id === ME;
  if (thread_id !== null && (mine || mentions.user_ids.includes(ME)))
    server.followed.add(thread_id);
  if (!mine) return;
  if (thread_id !== null) server.positions.set(thread_id, seq);
  if (thread_id === null || server.settings.view === "flat") server.lastRead = seq;
}

const send: Deed = (server, pick) => {
  const roots = server.messages.filter((one) => one.thread_id === null);
  const thread_id = (pick(2) === 0 ? anyOf(roots, pick)?.id : null) ?? null;
  const author_id = someone(pick);
  const mentions = callsMe(pick);
  const message = wireMessage(server.head + 1, { author_id, thread_id, mentions });
  server.messages.push(message);
  moveAuthor(server, message);
  server.append({
    type: "message.sent",
    message,
    author: wirePerson(author_id),
    people: [],
    thread: null,
    thread_followers: thread_id !== null && server.followed.has(thread_id) ? [ME] : [],
  });
  if (author_id === ME && thread_id !== null) server.tellMe();
};

const take: Deed = (server, pick) => {
  const message = anyOf(server.messages, pick);
  if (!message || message.deletion) return;
  const deletion = { at: "", by: "ana", reason: "" };
  replace(server, { ...message, deletion });
  const { id, seq, author_id, thread_id, mentions } = message;
  server.append({
    type: "message.deleted",
    message_id: id,
    message_seq: seq,
    author_id,
    thread_id,
    mentions,
    deletion,
    thread: null,
    last_message: null,
    people: [],
  });
};

const quoteOf = ({ id, seq, author_id, text }: Message) => ({
  message_id: id,
  seq,
  author_id,
  text,
  attachment: null,
  deleted: false,
});

const restore: Deed = (server, pick) => {
  const gone = anyOf(server.messages, pick);
  if (!gone?.deletion) return;
  const message = { ...gone, deletion: null, revision: server.head + 1 };
  replace(server, message);
  const author = wirePerson(message.author_id);
  server.append({
    type: "message.restored",
    message,
    quote: quoteOf(message),
    author,
    people: [],
    thread: null,
    last_message: null,
  });
};

const edit: Deed = (server, pick) => {
  const message = anyOf(server.messages, pick);
  if (!message || message.deletion) return;
  const edited = { ...message, mentions: callsMe(pick), revision: server.head + 1 };
  replace(server, edited);
  server.append({
    type: "message.edited",
    message: edited,
    quote: quoteOf(edited),
    mentions_before: message.mentions,
    people: [],
  });
};

const read: Deed = (server, pick) => {
  const to = pick(server.head + 1);
  if (to <= server.lastRead) return;
  server.lastRead = to;
  server.append({ type: "room.read", user_id: ME, last_read_seq: to });
  server.tellMe();
};

const markUnread: Deed = (server, pick) => {
  server.lastRead = pick(server.head + 1);
  server.tellMe();
};

const readThread: Deed = (server, pick) => {
  const reply = anyOf(
    server.messages.filter((one) => one.thread_id !== null),
    pick,
  );
  if (!reply?.thread_id) return;
  const before = server.positions.get(reply.thread_id) ?? 0;
  server.positions.set(reply.thread_id, Math.max(before, reply.seq));
  server.tellMe();
};

const follow: Deed = (server, pick) => {
  const root = anyOf(
    server.messages.filter((one) => one.thread_id === null),
    pick,
  );
  if (!root) return;
  if (!server.followed.delete(root.id)) server.followed.add(root.id);
  server.tellMe();
};

const choose: Deed = (server) => {
  const threaded = server.settings.view === "flat";
  if (threaded) server.threadsRead = server.lastRead;
  server.settings = { ...server.settings, view: threaded ? "threaded" : "flat" };
  server.tellMe();
};

const deeds = [
  send,
  send,
  send,
  send,
  take,
  restore,
  edit,
  read,
  markUnread,
  readThread,
  follow,
  choose,
];

function replace(server: Server, message: Message): void {
  server.messages.splice(
    server.messages.findIndex((one) => one.id === message.id),
    1,
    message,
  );
}

/** One page: hears both streams in their own order, each as late as it likes, and asks when it must. */
class Device {
  state: RoomState = roomStateOf(undefined, wireEntry({ seq: 0, last_read_seq: 0 }));
  #heard = 0;
  #told = 0;
  #answer: { told: number; known: KnownReading } | null = null;
  asked = 0;

  step(server: Server, pick: (below: number) => number): void {
    const way = pick(4);
    const envelope = server.roomLog[this.#heard];
    const known = server.ownLog[this.#told];
    if (way <= 1 && envelope) {
      this.state = advanceRoom(this.state, envelope, ME);
      this.#heard += 1;
    } else if (way === 2 && known) {
      this.state = withReading(this.state, known);
      this.#told += 1;
    } else if (way === 3) this.#recount(server);
  }

  /** An answer is as old as the question: what happens meanwhile is not in it. */
  #recount(server: Server): void {
    if (this.#answer) {
      this.state = withAnswer(this.state, this.#answer.told, this.#answer.known);
      this.#answer = null;
    } else if (this.state.recount) {
      this.#answer = { told: this.state.told, known: server.known() };
      this.asked += 1;
    }
  }

  get rests(): boolean {
    return !this.state.recount && !this.#answer;
  }

  settled(server: Server): boolean {
    const heardAll = this.#heard === server.roomLog.length && this.#told === server.ownLog.length;
    return heardAll && this.rests;
  }
}

describe("my reading of a room", () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))(
    "is the server's on three devices, whatever came when (%i)",
    (seed) => {
      const pick = chance(seed);
      const server = new Server();
      const devices = [new Device(), new Device(), new Device()];
      for (let turn = 0; turn < 60; turn += 1) {
        deeds[pick(deeds.length)]?.(server, pick);
        for (const device of devices)
          for (let n = pick(4); n > 0; n -= 1) device.step(server, pick);
      }
      for (let turn = 0; turn < 20_000 && !devices.every((one) => one.settled(server)); turn += 1) {
        for (const device of devices) device.step(server, pick);
      }
      for (const { state } of devices) {
        expect(state.recount).toBe(false);
        expect(readingOf(state)).toEqual(server.reading());
        expect(state.settings).toEqual(server.settings);
      }
    },
  );

  it("needs no question while nothing overtakes anything", () => {
    const pick = chance(7);
    const server = new Server();
    const device = new Device();
    const plain = [send, read, markUnread, choose, follow, readThread];
    for (let turn = 0; turn < 200; turn += 1) {
      plain[pick(plain.length)]?.(server, pick);
      while (!device.settled(server)) device.step(server, pick);
    }
    expect(device.asked).toBeLessThan(60);
    expect(readingOf(device.state)).toEqual(server.reading());
  });
});
