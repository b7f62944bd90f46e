import { describe, expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import { follow, type Follower, type SyncPage } from "@/realtime/follow";
import { HeldClock } from "@/test/held-clock";

interface Log {
  readonly seq: number;
  /** What was applied, in order: the thing that must come out right. */
  readonly seen: readonly number[];
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

const envelope = (seq: number): Envelope => ({
  stream: "room.1",
  seq,
  at: "2026-01-01T00:00:00.000Z",
  event: { type: "room.deleted", room_id: String(seq) },
});

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** An answer that comes a turn later, as answers do. */
function later<A extends unknown[], R>(answer: (...args: A) => R): (...args: A) => Promise<R> {
  return (...args) => Promise.resolve().then(() => answer(...args));
}

interface World {
  clock: HeldClock;
  follower: Follower<Log>;
  state: () => Log | undefined;
  asked: number[];
}

interface Server {
  head: number;
  /** The oldest event the log still has. */
  oldest?: number;
  pageSize?: number;
  fails?: () => boolean;
}

function world(server: Server, start?: Log, random: () => number = () => 0.5): World {
  const clock = new HeldClock();
  const asked: number[] = [];
  let state = start;
  const fail = () => {
    if (server.fails?.()) throw new Error("the network");
  };
  const follower = follow<Log, Log>({
    clock,
    random,
    held: { read: () => state, write: (next) => (state = next) },
    advance: (log, { seq }) => ({ seq, seen: [...log.seen, seq] }),
    adopt: (_current, snapshot) => snapshot,
    backlog: later((after): SyncPage => {
      asked.push(after);
      fail();
      const reset = after + 1 < (server.oldest ?? 1) || after > server.head;
      if (reset) return { head: server.head, events: [], more: false, reset };
      const last = Math.min(server.head, after + (server.pageSize ?? 500));
      const events = range(after + 1, last).map(envelope);
      return { head: server.head, events, more: last < server.head, reset: false };
    }),
    snapshot: later((): Log => {
      fail();
      return { seq: server.head, seen: range(1, server.head) };
    }),
  });
  return { clock, follower, state: () => state, asked };
}

describe("follow", () => {
  it("arrives at the truth through 500 seeds of drops, repeats, shuffles and failures", async () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = mulberry(seed);
      const head = 40;
      const server = { head, pageSize: 1 + Math.floor(random() * 9), fails: () => random() < 0.3 };
      const { clock, follower, state } = world(server, undefined, random);
      const kept = range(1, head).filter(() => random() > 0.2);
      const repeated = kept.filter(() => random() < 0.17);
      const pushes = shuffled([...kept, ...repeated], random);
      const snapshotAt = Math.floor(random() * pushes.length);
      const snapshotSeq = Math.floor(random() * head);
      for (const [index, seq] of pushes.entries()) {
        if (index === snapshotAt) follower.offer({ seq: snapshotSeq, seen: range(1, snapshotSeq) });
        follower.receive(envelope(seq));
        if (random() < 0.3) await clock.step();
        // A snapshot that travelled slowly: older than what is held by now, most of the time.
        if (random() < 0.05) follower.offer({ seq: snapshotSeq, seen: range(1, snapshotSeq) });
      }
      follower.head(head);
      await clock.settle();
      expect(state(), `seed ${seed}`).toEqual({ seq: head, seen: range(1, head) });
      expect(clock.waiting, `seed ${seed} leaves no timer`).toBe(0);
    }
  });

  it("would not arrive there if pushes were applied as they come", () => {
    let wrong = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = mulberry(seed);
      const pushes = shuffled(
        range(1, 40).filter(() => random() > 0.2),
        random,
      );
      if (JSON.stringify(pushes) !== JSON.stringify(range(1, 40))) wrong += 1;
    }
    expect(wrong).toBe(500);
  });

  it("parks what comes before the snapshot, and asks nobody meanwhile", async () => {
    const { clock, follower, state, asked } = world({ head: 5 });
    follower.receive(envelope(4), envelope(5));
    await clock.settle();
    expect(state()).toBeUndefined();
    expect(asked).toEqual([]);
    follower.offer({ seq: 3, seen: [1, 2, 3] });
    expect(state()?.seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("never lets a late snapshot replace a newer state", () => {
    const { follower, state } = world({ head: 5 }, { seq: 4, seen: [1, 2, 3, 4] });
    follower.offer({ seq: 2, seen: [1, 2] });
    follower.offer({ seq: 4, seen: [99] });
    expect(state()).toEqual({ seq: 4, seen: [1, 2, 3, 4] });
  });

  it("gives a straggler a moment before it asks", async () => {
    const { clock, follower, state, asked } = world({ head: 3 }, { seq: 1, seen: [1] });
    follower.receive(envelope(3));
    follower.receive(envelope(2));
    await clock.settle();
    expect(state()?.seen).toEqual([1, 2, 3]);
    expect(asked).toEqual([]);
  });

  it("notices a lost last event by the head, and reads page after page", async () => {
    const { clock, follower, state, asked } = world(
      { head: 10, pageSize: 4 },
      { seq: 1, seen: [1] },
    );
    follower.head(10);
    await clock.settle();
    expect(state()?.seen).toEqual(range(1, 10));
    expect(asked).toEqual([1, 5, 9]);
  });

  it("asks one question at a time", async () => {
    const { clock, follower, asked } = world({ head: 6 }, { seq: 0, seen: [] });
    follower.receive(envelope(3));
    follower.receive(envelope(5));
    follower.head(6);
    follower.nudge();
    await clock.settle();
    expect(asked).toEqual([0]);
  });

  it("takes a fresh snapshot when the log no longer reaches back", async () => {
    const { clock, follower, state } = world({ head: 900, oldest: 700 }, { seq: 5, seen: [] });
    follower.head(900);
    await clock.settle();
    expect(state()).toEqual({ seq: 900, seen: range(1, 900) });
  });

  it("believes a server that was restored from an older copy", async () => {
    const { clock, follower, state } = world({ head: 6 }, { seq: 9, seen: range(1, 9) });
    follower.receive(envelope(11));
    await clock.settle();
    expect(state()).toEqual({ seq: 6, seen: range(1, 6) });
  });

  it("backs off while the server fails, and asks at once when nudged", async () => {
    let broken = true;
    const server = { head: 3, fails: () => broken };
    const { clock, follower, state, asked } = world(server, { seq: 0, seen: [] });
    follower.head(3);
    for (let steps = 0; steps < 4; steps += 1) await clock.step();
    expect(asked.length).toBe(4);
    const before = clock.now();
    broken = false;
    follower.nudge();
    await clock.settle();
    expect(clock.now()).toBe(before);
    expect(state()?.seen).toEqual([1, 2, 3]);
  });

  it("falls silent when stopped, even in the middle of an answer", async () => {
    const { clock, follower, state } = world({ head: 3 }, { seq: 0, seen: [] });
    follower.head(3);
    const step = clock.step();
    follower.stop();
    follower.receive(envelope(1));
    await step;
    await clock.settle();
    expect(state()?.seen).toEqual([]);
  });
});
