import { beforeEach, describe, expect, it } from "vitest";

import type { Attachment } from "@/contract/types";
import { ApiError } from "@/lib/api-error";
import { HeldClock } from "@/test/held-clock";
import { MemoryUploads, wireAttachment } from "@/test/uploads";

import { Engine, type EngineOptions } from "./engine";
import type { UploadNeighbours, UploadNote } from "./neighbours";
import { UnreadableFile, type Passage } from "./upload";

const HERE = { room_id: "r1", thread_id: null };
const file = (name: string, words = "four") => ({
  file: new Blob([words]),
  name,
  kind: "file" as const,
});
const refusal = (status: number, code: string) =>
  new ApiError(status, { code, message: `Refused: ${code}.`, fields: {} });

/** A way to the server that goes on only when the test says so. */
class Road {
  readonly passages: (Passage & {
    arrive: (attachment: Attachment) => void;
    fail: (error: unknown) => void;
  })[] = [];

  readonly carry = (passage: Passage) =>
    new Promise<Attachment>((arrive, fail) => {
      this.passages.push({ ...passage, arrive, fail });
    });

  last(name: string) {
    const found = this.passages.findLast((one) => one.name === name);
    if (!found) throw new Error(`${name} is not on its way`);
    return found;
  }

  names(): string[] {
    return this.passages.map(({ name }) => name);
  }
}

/** Tabs that hear each other; whoever asks first holds a file until it is gone. */
class Tabs {
  readonly #heard = new Set<(note: UploadNote) => void>();
  readonly #queues = new Map<string, (() => void)[]>();

  tab(): UploadNeighbours {
    let mine: ((note: UploadNote) => void) | null = null;
    return {
      tell: (note) => this.#heard.forEach((heard) => heard !== mine && heard(note)),
      listen: (heard) => {
        mine = heard;
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
      hold: (id, granted) => {
        const queue = this.#queues.get(id) ?? [];
        this.#queues.set(id, queue);
        if (queue.push(granted) === 1) granted();
        return () => this.#leave(queue, granted);
      },
    };
  }

  #leave(queue: (() => void)[], granted: () => void): void {
    const place = queue.indexOf(granted);
    queue.splice(place, 1);
    if (place === 0) queue[0]?.();
  }
}

let clock: HeldClock;
let store: MemoryUploads;
let road: Road;
let tabs: Tabs;
let discarded: string[];

function open(options: Partial<EngineOptions> = {}) {
  const engine = new Engine({
    store,
    neighbours: tabs.tab(),
    carry: road.carry,
    discard: (id) => Promise.resolve(discarded.push(id)),
    clock,
    random: () => 1,
    ...options,
  });
  const states = () => engine.list().map(({ name, state }) => `${name} ${state}`);
  return { engine, states };
}

beforeEach(() => {
  clock = new HeldClock();
  store = new MemoryUploads();
  road = new Road();
  tabs = new Tabs();
  discarded = [];
});

describe("uploads", () => {
  it("begin at once, three at a time, in their order", async () => {
    const { engine, states } = open();
    await engine.start();
    engine.add(
      HERE,
      ["a", "b", "c", "d"].map((name) => file(name)),
    );
    await clock.rest();
    expect(road.names()).toEqual(["a", "b", "c"]);
    expect(states().at(-1)).toBe("d waiting");
    road.last("b").arrive(wireAttachment("u1"));
    await clock.rest();
    expect(road.names()).toEqual(["a", "b", "c", "d"]);
    expect(states()[1]).toBe("b done");
  });

  it("tell how far they have come, and that the server looks at them", async () => {
    const { engine, states } = open();
    await engine.start();
    const ids = engine.add(HERE, [file("a")]);
    road.last("a").onProgress(3);
    expect(engine.list()[0]).toMatchObject({ state: "sending", sent: 3, size: 4 });
    road.last("a").onProgress(4);
    expect(states()).toEqual(["a checking"]);
    expect(engine.stateOf(ids)).toEqual({ kind: "waiting" });
    road.last("a").arrive(wireAttachment("u1"));
    await clock.rest();
    expect(engine.stateOf(ids)).toEqual({ kind: "ready", upload_ids: ["u1"] });
  });

  it("wait for the network as long as it takes, and go on from where they were", async () => {
    const { engine, states } = open();
    await engine.start();
    engine.add(HERE, [file("a")]);
    road.last("a").onAddress("/api/uploads/u1/");
    for (let tries = 0; tries < 8; tries += 1) {
      road.last("a").fail(refusal(0, "unreachable"));
      await clock.rest();
      expect(states()).toEqual(["a waiting"]);
      engine.nudge();
      await clock.rest();
    }
    expect(road.passages).toHaveLength(9);
    expect(road.last("a").address).toBe("/api/uploads/u1/");
  });

  it("ask a stumbling server five times, then the person", async () => {
    const { engine, states } = open();
    await engine.start();
    const ids = engine.add(HERE, [file("a")]);
    for (let tries = 0; tries < 5; tries += 1) {
      road.last("a").fail(refusal(503, "storage_unavailable"));
      await clock.pass(60_000);
    }
    expect(road.passages).toHaveLength(5);
    expect(engine.list()[0]?.error).toMatchObject({ code: "storage_unavailable", again: true });
    engine.retry(ids);
    expect(states()).toEqual(["a sending"]);
    expect(road.passages).toHaveLength(6);
  });

  it.each([
    ["a refusal", refusal(400, "type_refused"), "Refused: type_refused.", false],
    ["a quota", refusal(409, "quota_exceeded"), "Refused: quota_exceeded.", true],
    ["a full disk", refusal(507, "storage_full"), /no room left/, true],
    ["a proxy's limit", refusal(413, "unknown"), /too large/i, false],
    ["an unreadable file", new UnreadableFile(), /can't be read/, false],
  ])("end with %s, in words", async (_what, error, words, again) => {
    const { engine } = open();
    await engine.start();
    const ids = engine.add(HERE, [file("a")]);
    road.last("a").fail(error);
    await clock.rest();
    const found = engine.list()[0]?.error;
    expect(found?.message).toMatch(words);
    expect(found?.again).toBe(again);
    expect(engine.stateOf(ids).kind).toBe("failed");
    expect(road.passages).toHaveLength(1);
  });

  it("wait when they are told to slow down, as long as the server says", async () => {
    const { engine } = open();
    await engine.start();
    engine.add(HERE, [file("a")]);
    road.last("a").fail(new ApiError(429, { code: "slow_down", message: "", fields: {} }, 7));
    await clock.pass(6_900);
    expect(road.passages).toHaveLength(1);
    await clock.pass(200);
    expect(road.passages).toHaveLength(2);
  });

  it("are called off, and taken away at the server", async () => {
    const { engine } = open();
    await engine.start();
    const [one = "", two = ""] = engine.add(HERE, [file("a"), file("b")]);
    road.last("a").onAddress("/api/uploads/u1/");
    road.last("b").arrive(wireAttachment("u2"));
    await clock.rest();
    engine.remove([one, two]);
    await clock.rest();
    expect(road.last("a").signal.aborted).toBe(true);
    expect(discarded).toEqual(["u1", "u2"]);
    expect(engine.list()).toEqual([]);
    expect([store.rows.size, store.files.size]).toEqual([0, 0]);
  });

  it("go on after a reload, with their bytes and their address", async () => {
    const before = open();
    await before.engine.start();
    before.engine.add(HERE, [file("a", "words"), file("b")]);
    await clock.rest();
    road.last("a").onAddress("/api/uploads/u1/");
    road.last("b").arrive(wireAttachment("u2"));
    await clock.rest();
    before.engine.stop();
    const after = open();
    await after.engine.start();
    await clock.rest();
    expect(after.states()).toEqual(["a sending", "b done"]);
    expect(road.last("a").address).toBe("/api/uploads/u1/");
    expect(road.last("a").file.size).toBe("words".length);
  });

  it("last as long as the page where nothing can be kept", async () => {
    const broken = () => Promise.reject(new Error("private window"));
    const nowhere = { load: broken, save: broken, keep: broken, file: broken, remove: broken };
    const { engine, states } = open({ store: nowhere });
    await engine.start();
    engine.add(HERE, [file("a")]);
    await clock.rest();
    road.last("a").arrive(wireAttachment("u1"));
    await clock.rest();
    expect(states()).toEqual(["a done"]);
  });

  it("begin anew when the server has swept what nobody named for a day", async () => {
    const before = open();
    await before.engine.start();
    before.engine.add(HERE, [file("a")]);
    await clock.rest();
    road.last("a").arrive(wireAttachment("u1"));
    await clock.rest();
    before.engine.stop();
    await clock.pass(23 * 3_600_000);
    const after = open();
    await after.engine.start();
    await clock.rest();
    expect(after.states()).toEqual(["a sending"]);
  });
});

describe("uploads in several tabs", () => {
  it("are carried by one, shown by all, and taken over when that one closes", async () => {
    const first = open();
    const second = open();
    await first.engine.start();
    await second.engine.start();
    first.engine.add(HERE, [file("a")]);
    await clock.rest();
    expect(road.passages).toHaveLength(1);
    expect(second.states()).toEqual(["a sending"]);
    first.engine.stop();
    await clock.rest();
    expect(road.passages).toHaveLength(2);
    road.last("a").arrive(wireAttachment("u1"));
    await clock.rest();
    expect(second.states()).toEqual(["a done"]);
  });

  it("are given to a message and taken away in all of them", async () => {
    const first = open();
    const second = open();
    await first.engine.start();
    await second.engine.start();
    const ids = first.engine.add(HERE, [file("a")]);
    await clock.rest();
    second.engine.claim(ids, "c1");
    expect(first.engine.draft(HERE)).toEqual([]);
    second.engine.giveBack(ids);
    expect(first.engine.draft(HERE)).toHaveLength(1);
    second.engine.remove(ids);
    expect(first.engine.list()).toEqual([]);
    expect(road.last("a").signal.aborted).toBe(true);
  });
});
