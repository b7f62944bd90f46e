import { describe, expect, it } from "vitest";

import { wireMessage } from "@/test/wire";

import {
  emptyTimeline,
  grown,
  knownUpTo,
  merged,
  missingAt,
  stretchAt,
  stretchOf,
} from "./timeline";

const message = (seq: number) => wireMessage(seq);

const page = (seqs: number[], seq: number, has_before: boolean, has_after: boolean) => ({
  seq,
  messages: seqs.map(message),
  people: [],
  has_before,
  has_after,
});

const shape = (timeline: ReturnType<typeof emptyTimeline>) =>
  timeline.map(({ from, to, messages }) => [from, to, messages.map((m) => m.seq)]);

describe("the timeline", () => {
  it("joins the newest page with what came since", () => {
    let timeline = emptyTimeline(10);
    timeline = knownUpTo(grown(timeline, message(11)), 11);
    timeline = knownUpTo(timeline, 12);
    const newest = stretchOf(page([7, 9], 10, true, false), { kind: "newest" });
    expect(shape(merged(timeline, newest, 12))).toEqual([[7, 12, [7, 9, 11]]]);
  });

  it("leaves out what is newer than the room's position: the follower brings it in order", () => {
    const newest = stretchOf(page([9, 11, 12], 12, false, false), { kind: "newest" });
    expect(shape(merged(emptyTimeline(10), newest, 10))).toEqual([[1, 10, [9]]]);
  });

  it("keeps a page from far away apart until the space between is known", () => {
    const tail = merged(
      emptyTimeline(900),
      stretchOf(page([880, 900], 900, true, false), { kind: "newest" }),
      900,
    );
    const around = stretchOf(page([40, 50, 60], 900, true, true), { kind: "around", seq: 50 });
    const apart = merged(tail, around, 900);
    expect(shape(apart)).toEqual([
      [40, 60, [40, 50, 60]],
      [880, 900, [880, 900]],
    ]);
    expect(stretchAt(apart, 50)?.to).toBe(60);
    expect(stretchAt(apart, null)?.to).toBe(900);
    expect(stretchAt(apart, 500)?.to).toBe(900);
    const after = stretchOf(page([61, 870, 880], 900, true, true), { kind: "after", seq: 60 });
    expect(shape(merged(apart, after, 900))).toEqual([[40, 900, [40, 50, 60, 61, 870, 880, 900]]]);
  });

  it("knows the beginning of the room when nothing lies before", () => {
    const first = stretchOf(page([2, 3], 30, false, true), { kind: "around", seq: 2 });
    expect([first.from, first.to]).toEqual([1, 3]);
    const older = stretchOf(page([2, 3], 30, false, true), { kind: "before", seq: 8 });
    expect([older.from, older.to]).toEqual([1, 7]);
  });

  it("takes an empty page for what it proves", () => {
    const none = stretchOf(page([], 5, false, false), { kind: "newest" });
    expect(shape(merged(emptyTimeline(5), none, 5))).toEqual([[1, 5, []]]);
    const before = stretchOf(page([], 30, false, true), { kind: "before", seq: 8 });
    expect([before.from, before.to]).toEqual([1, 7]);
    const after = stretchOf(page([], 30, true, false), { kind: "after", seq: 8 });
    expect([after.from, after.to]).toEqual([9, 30]);
  });

  it("says which page is missing before a place can be shown", () => {
    const bare = emptyTimeline(90);
    expect(missingAt(bare, null)).toEqual({ kind: "newest" });
    expect(missingAt(bare, 50)).toEqual({ kind: "around", seq: 50 });
    expect(missingAt(bare, 500)).toEqual({ kind: "newest" });
    const short = merged(bare, stretchOf(page([88], 90, true, false), { kind: "newest" }), 90);
    expect(missingAt(short, null)).toEqual({ kind: "before", seq: 88 });
    const whole = merged(
      short,
      stretchOf(page([2], 90, false, true), { kind: "before", seq: 88 }),
      90,
    );
    expect(missingAt(whole, null)).toBeNull();
    expect(missingAt(whole, 40)).toBeNull();
  });

  it("keeps in sight what was there while the tail of a fresh snapshot is still empty", () => {
    const old = merged(
      emptyTimeline(20),
      stretchOf(page([19], 20, false, false), { kind: "newest" }),
      20,
    );
    const fresh = [...old, ...emptyTimeline(30)];
    expect(stretchAt(fresh, null)?.to).toBe(20);
    expect(missingAt(fresh, null)).toEqual({ kind: "newest" });
  });
});
