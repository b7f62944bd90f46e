import { beforeEach, describe, expect, it } from "vitest";

import { HeldClock } from "@/test/held-clock";

import { Teller, type News, type Notice, type Stage } from "./teller";

let clock: HeldClock;
let log: string[];
let silent: Set<string>;
let teller: Teller;

const stage: Stage = {
  show: ({ room_id, count, newest }: Notice) => log.push(`${room_id}: ${count}, ${newest.text}`),
  showMany: (rooms) => log.push(`many: ${rooms.join(" ")}`),
  close: (roomId) => log.push(`close ${roomId}`),
  closeMany: () => log.push("close many"),
  sound: (kind) => log.push(`sound ${kind}`),
};

beforeEach(() => {
  clock = new HeldClock();
  log = [];
  silent = new Set();
  const tabs = {
    mayTell: (room: string) => Promise.resolve(!silent.has(room)),
    stop: () => void 0,
  };
  teller = new Teller(tabs, stage, clock);
});

function news(room_id: string, seq: number, change: Partial<News> = {}): News {
  return {
    room_id,
    seq,
    message_id: `${room_id}${seq}`,
    author_id: "ana",
    text: `text ${seq}`,
    at: clock.now(),
    calls: false,
    ...change,
  };
}

async function hear(...all: News[]) {
  for (const one of all) teller.hear(one);
  await clock.pass(300);
}

describe("telling", () => {
  it("makes one notice and one sound of a burst in a room", async () => {
    await hear(news("a", 1), news("a", 2, { calls: true }), news("a", 3));
    expect(log).toEqual(["a: 3, text 3", "sound call"]);
  });

  it("is quiet where another tab shows the room or tells itself", async () => {
    silent.add("a");
    await hear(news("a", 1), news("b", 1));
    expect(log).toEqual(["b: 1, text 1", "sound plain"]);
  });

  it("does not startle with what is older than a minute", async () => {
    await hear(news("a", 1, { at: clock.now() - 61_000 }));
    expect(log).toEqual([]);
  });

  it("sums a sleep up: one per room when something of it is fresh, one for many rooms", async () => {
    const old = clock.now() - 3_600_000;
    await hear(news("a", 1, { at: old }), news("a", 2, { at: old }), news("a", 3));
    expect(log).toEqual(["a: 3, text 3", "sound plain"]);
    log = [];
    await hear(...["b", "c", "d", "e"].map((room) => news(room, 1)));
    expect(log[0]).toBe("many: b c d e");
  });

  it("sounds once for what comes in quick succession", async () => {
    await hear(news("a", 1));
    await hear(news("b", 1));
    await clock.pass(2_000);
    await hear(news("c", 1));
    expect(log.filter((line) => line.startsWith("sound"))).toHaveLength(2);
  });

  it("takes away what was read, and does not show what was read meanwhile", async () => {
    await hear(news("a", 5));
    teller.read("a", 4);
    expect(log.at(-1)).toBe("sound plain");
    teller.read("a", 5);
    expect(log.at(-1)).toBe("close a");
    log = [];
    teller.hear(news("a", 6));
    teller.read("a", 6);
    await clock.pass(300);
    expect(log).toEqual([]);
  });

  it("never shows deleted words: not later, not any longer", async () => {
    await hear(news("a", 1));
    teller.forget("a1");
    expect(log.at(-1)).toBe("close a");
    log = [];
    teller.hear(news("b", 1));
    teller.forget("b1");
    await clock.pass(300);
    expect(log).toEqual([]);
  });

  it("falls silent with the session", async () => {
    await hear(news("a", 1));
    teller.hear(news("b", 1));
    teller.stop();
    await clock.pass(300);
    expect(log.slice(2)).toEqual(["close a", "close many"]);
  });
});
