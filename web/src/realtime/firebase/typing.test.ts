import { beforeEach, describe, expect, it } from "vitest";

import type { TypingLease } from "@/realtime/transport";
import { FakeFirebase } from "@/test/fake-firebase";
import { HeldClock } from "@/test/held-clock";

import { OthersTyping, OwnTyping } from "./typing";

let clock: HeldClock;
let port: FakeFirebase;

beforeEach(() => {
  clock = new HeldClock();
  port = new FakeFirebase();
});

describe("my typing document", () => {
  const on = "typing in 1";
  const off = "not typing in 1";

  it("is renewed every three seconds while keys are pressed, and gone when they rest", async () => {
    const typing = new OwnTyping(port, clock);
    for (let second = 0; second < 8; second += 2) {
      typing.signal("1", true);
      await clock.pass(2_000);
    }
    expect(port.calls).toEqual([on, on, on]);
    await clock.pass(2_000);
    expect(port.calls).toEqual([on, on, on, off]);
    await clock.pass(20_000);
    expect(port.calls.length).toBe(4);
    expect(clock.waiting).toBe(0);
  });

  it("is gone at once when the message is sent, and was never there for a stop alone", () => {
    const typing = new OwnTyping(port, clock);
    typing.signal("1", false);
    typing.signal("1", true);
    typing.signal("1", false);
    expect(port.calls).toEqual([on, off]);
  });

  it("waits as one write, not as hundreds, while Google can't be reached", async () => {
    port.holdsWrites = true;
    const typing = new OwnTyping(port, clock);
    for (let second = 0; second < 60; second += 2) {
      typing.signal("1", true);
      await clock.pass(2_000);
    }
    expect(port.calls).toEqual([on]);
    typing.endAll();
    expect(port.calls).toEqual([on, off]);
  });

  it("stands for one room each", () => {
    const typing = new OwnTyping(port, clock);
    typing.signal("1", true);
    typing.signal("2", true);
    typing.endAll();
    expect(port.calls).toEqual([on, "typing in 2", off, "not typing in 2"]);
  });
});

describe("the typing of others", () => {
  let told: TypingLease[];
  const ana = (typing: boolean): TypingLease => ({ room_id: "1", user_id: "ana", typing });

  function make(skew = 0): OthersTyping {
    told = [];
    const typing = new OthersTyping({
      port,
      me: "me",
      clock,
      serverNow: () => clock.now() + skew,
      doubt: () => undefined,
      tell: (lease) => told.push(lease),
    });
    typing.start();
    return typing;
  }

  it("is heard for rooms on the screen only, once however many look, and never mine", async () => {
    const typing = make();
    expect(port.typingFeeds.length).toBe(0);
    const leave = typing.watch("1");
    const leaveToo = typing.watch("1");
    await clock.rest();
    expect(port.typingFeeds.map(({ name }) => name)).toEqual(["1"]);
    port.type("1", "me", clock.now());
    port.type("1", "ana", clock.now());
    port.type("1", "ana", null);
    expect(told).toEqual([ana(true), ana(false)]);
    leave();
    leave();
    expect(port.typingFeeds.length).toBe(1);
    leaveToo();
    expect(port.typingFeeds.length).toBe(0);
  });

  it("waits for the sign-in before it asks", async () => {
    told = [];
    const options = { port, me: "me", clock, serverNow: () => 0, doubt: () => undefined };
    const typing = new OthersTyping({ ...options, tell: () => undefined });
    typing.watch("1");
    await clock.rest();
    expect(port.typingFeeds.length).toBe(0);
    typing.start();
    expect(port.typingFeeds.length).toBe(1);
  });

  it("counts for ten seconds of the server's clock, whatever this machine's says", async () => {
    const hours = 5 * 3_600_000;
    const typing = make(hours);
    typing.watch("1");
    await clock.rest();
    port.type("1", "ana", hours - 10_000);
    expect(told).toEqual([]);
    port.type("1", "ana", hours - 4_000);
    expect(told).toEqual([ana(true)]);
    await clock.pass(5_999);
    expect(told).toEqual([ana(true)]);
    await clock.pass(1);
    expect(told).toEqual([ana(true), ana(false)]);
  });

  it("goes on with each renewal", async () => {
    const typing = make();
    typing.watch("1");
    await clock.rest();
    for (let renewal = 0; renewal < 5; renewal += 1) {
      port.type("1", "ana", clock.now());
      await clock.pass(3_000);
    }
    expect(told).toEqual(Array.from({ length: 5 }, () => ana(true)));
    await clock.pass(7_000);
    expect(told.at(-1)).toEqual(ana(false));
  });

  it("leaves unread what somebody left behind who was killed long ago", async () => {
    await clock.pass(60_000);
    port.type("1", "ghost", 1_000);
    const typing = make();
    typing.watch("1");
    await clock.rest();
    expect(port.typingFeeds[0]?.after).toBe(50_000);
    expect(told).toEqual([]);
  });

  it("ends when the room leaves the screen", async () => {
    const typing = make();
    const leave = typing.watch("1");
    await clock.rest();
    port.type("1", "ana", clock.now());
    expect(typing.list()).toEqual([{ room_id: "1", user_id: "ana" }]);
    leave();
    expect(told).toEqual([ana(true), ana(false)]);
    expect(typing.list()).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
