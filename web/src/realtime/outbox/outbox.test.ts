import "fake-indexeddb/auto";
import { waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { Message } from "@/contract/types";
import { wireMessage } from "@/test/wire";
import { HeldClock } from "@/test/held-clock";

import { indexedStore } from "./indexed-store";
import { noNeighbours, type Neighbours, type Note } from "./neighbours";
import { Outbox, type OutboxOptions } from "./outbox";
import type { Outgoing, OutboxStore, SendResult } from "./outgoing";

/** A server that keeps the promise of client_id: a repeat gets the first answer. */
class Server {
  readonly messages: Message[] = [];
  readonly requests: string[] = [];
  #plan: ("ok" | "lost answer" | "down" | "refuse" | "slow down")[] = [];

  next(...plan: ("ok" | "lost answer" | "down" | "refuse" | "slow down")[]): void {
    this.#plan = plan;
  }

  readonly send = async (item: Outgoing): Promise<SendResult> => {
    this.requests.push(item.text);
    const how = this.#plan.shift() ?? "ok";
    await Promise.resolve();
    if (how === "down") throw new Error("no route");
    if (how === "slow down") return { kind: "later", after: 7_000 };
    if (how === "refuse") return { kind: "refused", code: "forbidden", message: "Not here." };
    const message = this.#keep(item);
    if (how === "lost answer") throw new Error("timed out");
    return { kind: "accepted", message };
  };

  /** Whether the server can be asked at all. */
  silent = false;
  readonly asked: string[] = [];

  readonly ask = async (item: Outgoing): Promise<Message | null> => {
    this.asked.push(item.text);
    await Promise.resolve();
    if (this.silent) throw new Error("no route");
    return this.messages.find((message) => message.client_id === item.client_id) ?? null;
  };

  #keep({ client_id, room_id, text }: Outgoing): Message {
    const known = this.messages.find((message) => message.client_id === client_id);
    if (known) return known;
    const seq = this.messages.length + 1;
    const message = wireMessage(seq, { room_id, author_id: "me", client_id, text });
    this.messages.push(message);
    return message;
  }

  texts(): string[] {
    return this.messages.map((message) => message.text);
  }
}

class MemoryStore implements OutboxStore {
  readonly rows = new Map<string, Outgoing>();
  load = () => Promise.resolve([...this.rows.values()]);
  save = (item: Outgoing) => Promise.resolve(void this.rows.set(item.client_id, item));
  remove = (id: string) => Promise.resolve(void this.rows.delete(id));
}

/** Tabs that hear each other; with locks the eldest leads until it steps back. */
class Tabs {
  readonly #heard = new Set<(note: Note) => void>();
  readonly #queue: ((alone: boolean) => void)[] = [];
  readonly #locks: boolean;

  constructor(locks = true) {
    this.#locks = locks;
  }

  tab(): Neighbours {
    let mine: ((note: Note) => void) | null = null;
    return {
      tell: (note) => this.#heard.forEach((heard) => heard !== mine && heard(note)),
      listen: (heard) => {
        mine = heard;
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
      lead: (elected) => {
        if (!this.#locks) elected(false);
        else if (this.#queue.push(elected) === 1) elected(true);
        return () => this.#leave(elected);
      },
    };
  }

  #leave(elected: (alone: boolean) => void): void {
    const place = this.#queue.indexOf(elected);
    this.#queue.splice(place, 1);
    if (place === 0) this.#queue[0]?.(true);
  }
}

let clock: HeldClock;
let server: Server;
let store: MemoryStore;

function open(options: Partial<OutboxOptions> = {}) {
  let shown: readonly Outgoing[] = [];
  const outbox = new Outbox({
    store,
    neighbours: noNeighbours,
    send: server.send,
    ask: server.ask,
    publish: (items) => (shown = items),
    clock,
    random: () => 1,
    ...options,
  });
  return { outbox, shown: () => shown, states: () => shown.map((item) => item.state) };
}

beforeEach(() => {
  clock = new HeldClock();
  server = new Server();
  store = new MemoryStore();
});

describe("the outbox", () => {
  it("shows a message at once, sends it, and forgets it when the room shows it", async () => {
    const { outbox, shown, states } = open();
    await outbox.start();
    const id = outbox.add("r1", "hello");
    expect(states()).toEqual(["queued"]);
    await clock.rest();
    expect(states()).toEqual(["sent"]);
    expect(store.rows.size).toBe(0);
    outbox.confirm(id);
    expect(shown()).toEqual([]);
  });

  it("keeps the order within a room and lets rooms run side by side", async () => {
    const { outbox } = open();
    await outbox.start();
    server.next("down");
    for (const text of ["a1", "a2", "a3"]) outbox.add("a", text);
    outbox.add("b", "b1");
    await clock.rest();
    expect(server.texts()).toEqual(["b1"]);
    await clock.settle();
    expect(server.texts()).toEqual(["b1", "a1", "a2", "a3"]);
  });

  it("calls a message without an answer unknown until the server is asked, and never doubles it", async () => {
    const { outbox, states } = open();
    await outbox.start();
    server.next("down", "lost answer");
    outbox.add("r1", "once");
    await clock.rest();
    expect(states()).toEqual(["unknown"]);
    server.silent = true;
    await clock.pass(60_000);
    expect(states()).toEqual(["unknown"]);
    expect(server.requests.length).toBe(1);
    server.silent = false;
    await clock.settle();
    expect(states()).toEqual(["sent"]);
    // Asked: not there, so sent again; asked again: there, so not sent a third time.
    expect(server.requests.length).toBe(2);
    expect(server.texts()).toEqual(["once"]);
  });

  it("stops at a refusal with the reason, sends what is behind, and tries again when asked", async () => {
    const { outbox, shown, states } = open();
    await outbox.start();
    server.next("refuse");
    const id = outbox.add("r1", "first");
    outbox.add("r1", "second");
    await clock.settle();
    expect(states()).toEqual(["failed", "sent"]);
    expect(shown()[0]?.error).toEqual({ code: "forbidden", message: "Not here." });
    expect(store.rows.has(id)).toBe(true);
    outbox.retry(id);
    await clock.settle();
    expect(server.texts()).toEqual(["second", "first"]);
    expect(server.messages.at(-1)?.client_id).toBe(id);
  });

  it("waits as long as the server asks", async () => {
    const { outbox, states } = open();
    await outbox.start();
    server.next("slow down");
    outbox.add("r1", "patience");
    await clock.pass(6_999);
    expect(states()).toEqual(["queued"]);
    await clock.pass(1);
    expect(states()).toEqual(["sent"]);
  });

  it("tries at once when the network is back", async () => {
    const { outbox, states } = open();
    await outbox.start();
    server.next("down", "down", "down", "down");
    outbox.add("r1", "hello");
    await clock.pass(8_000);
    expect(states()).toEqual(["unknown"]);
    outbox.nudge();
    await clock.rest();
    expect(states()).toEqual(["sent"]);
  });

  it("takes a new id only when the old one proved used elsewhere", async () => {
    const { outbox, shown } = open({
      send: () => Promise.resolve({ kind: "refused", code: "client_id_reused", message: "" }),
    });
    await outbox.start();
    const id = outbox.add("r1", "hello");
    await clock.rest();
    outbox.retry(id);
    expect(shown().map((item) => item.client_id)).not.toContain(id);
    expect(shown().length).toBe(1);
  });

  it("ignores an answer that comes after the room already showed the message", async () => {
    const { outbox, shown } = open();
    await outbox.start();
    const id = outbox.add("r1", "fast echo");
    outbox.confirm(id);
    await clock.rest();
    expect(shown()).toEqual([]);
    expect(store.rows.size).toBe(0);
  });
});

describe("taking back", () => {
  it("takes a waiting message out before it was sent", async () => {
    const { outbox, shown } = open();
    await outbox.start();
    server.next("slow down");
    const id = outbox.add("r1", "never mind");
    await clock.rest();
    outbox.withdraw(id);
    await clock.settle();
    expect(shown()).toEqual([]);
    expect(store.rows.size).toBe(0);
    expect(server.texts()).toEqual([]);
  });

  it("asks before it forgets what may have arrived, and sends it no more", async () => {
    const { outbox, shown, states } = open();
    await outbox.start();
    server.next("down");
    const id = outbox.add("r1", "never mind");
    await clock.rest();
    server.silent = true;
    outbox.withdraw(id);
    outbox.nudge();
    await clock.rest();
    expect(states()).toEqual(["withdrawn"]);
    server.silent = false;
    await clock.settle();
    expect(shown()).toEqual([]);
    expect(server.requests.length).toBe(1);
  });

  it("says so when it was too late", async () => {
    const { outbox, states } = open();
    await outbox.start();
    server.next("lost answer");
    const id = outbox.add("r1", "too late");
    await clock.rest();
    outbox.withdraw(id);
    await clock.settle();
    expect(states()).toEqual(["sent"]);
    expect(server.texts()).toEqual(["too late"]);
  });

  it("reaches a message whose sending is under way", async () => {
    let answer: (result: SendResult) => void = () => undefined;
    const { outbox, shown } = open({ send: () => new Promise((done) => (answer = done)) });
    await outbox.start();
    const id = outbox.add("r1", "half gone");
    await clock.rest();
    outbox.withdraw(id);
    answer({ kind: "refused", code: "forbidden", message: "Not here." });
    await clock.settle();
    expect(shown()).toEqual([]);
    expect(store.rows.size).toBe(0);
  });

  it("keeps the taking back over a crash", async () => {
    const first = open();
    await first.outbox.start();
    server.next("down");
    const id = first.outbox.add("r1", "never mind");
    await clock.rest();
    first.outbox.withdraw(id);
    first.outbox.stop();
    const second = open();
    await second.outbox.start();
    await clock.settle();
    expect(second.shown()).toEqual([]);
    expect(server.requests.length).toBe(1);
  });
});

describe("the outbox over a reload", () => {
  it("goes on with what a crashed page left, in IndexedDB, under the same ids", async () => {
    const disk = indexedStore("account-1");
    const before = open({ store: disk, send: () => new Promise(() => undefined) });
    await before.outbox.start();
    const ids = ["one", "two"].map((text) => before.outbox.add("r1", text));
    await waitFor(async () => expect(await disk.load()).toHaveLength(2));
    before.outbox.stop();

    const after = open({ store: indexedStore("account-1") });
    await after.outbox.start();
    expect(after.shown().map((item) => item.text)).toEqual(["one", "two"]);
    await waitFor(async () => expect(await disk.load()).toEqual([]));
    expect(server.messages.map((message) => message.client_id)).toEqual(ids);
    expect(await indexedStore("account-2").load()).toEqual([]);
  });

  it("works from memory where nothing can be stored", async () => {
    const broken = () => Promise.reject(new Error("private window"));
    const { outbox, states } = open({ store: { load: broken, save: broken, remove: broken } });
    await outbox.start();
    outbox.add("r1", "hello");
    await clock.rest();
    expect(states()).toEqual(["sent"]);
  });
});

describe("the outbox in several tabs", () => {
  it("is sent by one of them, and shown by all", async () => {
    const tabs = new Tabs();
    const first = open({ neighbours: tabs.tab() });
    const second = open({ neighbours: tabs.tab() });
    await first.outbox.start();
    await second.outbox.start();
    second.outbox.add("r1", "from the second");
    await clock.rest();
    expect(server.requests).toEqual(["from the second"]);
    expect(first.states()).toEqual(["sent"]);
    expect(second.states()).toEqual(["sent"]);
  });

  it("is taken over when the sending tab closes", async () => {
    const tabs = new Tabs();
    const hanging = () => new Promise<SendResult>(() => undefined);
    const first = open({ neighbours: tabs.tab(), send: hanging });
    const second = open({ neighbours: tabs.tab() });
    await first.outbox.start();
    await second.outbox.start();
    first.outbox.add("r1", "left behind");
    await clock.rest();
    expect(server.requests).toEqual([]);
    first.outbox.stop();
    await clock.rest();
    expect(server.texts()).toEqual(["left behind"]);
  });

  it("asks for what a crashed tab was sending before it sends that again", async () => {
    const tabs = new Tabs();
    const hanging = (item: Outgoing) => {
      // It arrives, but whoever waits for the answer dies.
      void server.send(item);
      return new Promise<SendResult>(() => undefined);
    };
    const first = open({ neighbours: tabs.tab(), send: hanging });
    const second = open({ neighbours: tabs.tab() });
    await first.outbox.start();
    await second.outbox.start();
    first.outbox.add("r1", "in mid-air");
    await clock.rest();
    first.outbox.stop();
    await clock.rest();
    expect(server.asked).toEqual(["in mid-air"]);
    expect(server.requests).toEqual(["in mid-air"]);
    expect(second.states()).toEqual(["sent"]);
  });

  it("takes away in all tabs what is deleted in one", async () => {
    const tabs = new Tabs();
    const first = open({ neighbours: tabs.tab() });
    const second = open({ neighbours: tabs.tab() });
    await first.outbox.start();
    await second.outbox.start();
    server.next("refuse");
    const id = first.outbox.add("r1", "no");
    await clock.rest();
    second.outbox.remove(id);
    await clock.rest();
    expect(first.shown()).toEqual([]);
    expect(store.rows.size).toBe(0);
  });

  it("lets each tab send its own where there are no locks", async () => {
    const tabs = new Tabs(false);
    const first = open({ neighbours: tabs.tab() });
    const second = open({ neighbours: tabs.tab() });
    await first.outbox.start();
    await second.outbox.start();
    first.outbox.add("r1", "mine");
    second.outbox.add("r1", "yours");
    await clock.rest();
    expect([...server.requests].sort()).toEqual(["mine", "yours"]);
  });
});
