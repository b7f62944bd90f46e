import { beforeEach, describe, expect, it } from "vitest";

import type { Presence } from "@/contract/events";
import { FakeFirebase } from "@/test/fake-firebase";
import { HeldClock } from "@/test/held-clock";

import { OthersPresence, OwnPresence } from "./presence";

let clock: HeldClock;
let port: FakeFirebase;

beforeEach(() => {
  clock = new HeldClock();
  port = new FakeFirebase();
});

describe("my place among those who are here", () => {
  let active: boolean;
  let doubts: number[];

  function make(): OwnPresence {
    active = true;
    doubts = [];
    const presence = new OwnPresence({
      port,
      clock,
      random: () => 1,
      active: () => active,
      doubt: (askedAt) => doubts.push(askedAt),
    });
    presence.start();
    return presence;
  }

  it("is taken when the database is connected, and again after each reconnect", async () => {
    make();
    port.connect(false);
    await clock.rest();
    expect(port.calls).toEqual([]);
    port.connect(true);
    await clock.rest();
    port.connect(false);
    port.connect(true);
    await clock.rest();
    expect(port.calls).toEqual(["here: online", "here: online"]);
  });

  it("is taken again when the line broke while it was being taken", async () => {
    make();
    port.connect(true);
    port.connect(false);
    port.connect(true);
    await clock.rest();
    expect(port.calls).toEqual(["here: online", "here: online"]);
  });

  it("says away when the page was not touched for long, and online when it is used again", async () => {
    make();
    port.connect(true);
    await clock.pass(25_000);
    active = false;
    await clock.pass(10_000);
    active = true;
    await clock.pass(10_000);
    expect(port.calls).toEqual(["here: online", "here: away", "here: online"]);
  });

  it("is asked for again, later and later, when it is refused", async () => {
    port.refusesPlaces = true;
    const presence = make();
    port.connect(true);
    await clock.pass(3_000);
    expect(port.calls.length).toBe(3);
    expect(doubts).toEqual([0, 1_000, 3_000]);
    port.refusesPlaces = false;
    await clock.pass(20_000);
    expect(port.calls.length).toBe(4);
    presence.stop();
    expect(clock.waiting).toBe(0);
  });
});

describe("the presence of others", () => {
  let told: Presence[][];

  function make(): OthersPresence {
    told = [];
    const presence = new OthersPresence({
      port,
      clock,
      doubt: () => undefined,
      tell: (people) => told.push(people),
    });
    presence.start();
    return presence;
  }

  const states = () => told.map(([person]) => person?.state);

  it("is online while any page says so, away while all say away", async () => {
    const presence = make();
    await clock.rest();
    port.place("ana", "away", "online");
    port.place("ana", "away", "away");
    port.place("ana", "away");
    port.place("ana", "online");
    expect(states()).toEqual(["online", "away", "online"]);
    expect(presence.list()).toEqual([{ user_id: "ana", state: "online", last_seen_at: null }]);
  });

  it("shows no flicker when the last page is reloaded, and offline when it stays away", async () => {
    const presence = make();
    await clock.rest();
    port.place("ana", "online");
    port.place("ana");
    await clock.pass(3_000);
    port.place("ana", "online");
    await clock.pass(10_000);
    expect(states()).toEqual(["online"]);
    port.place("ana");
    await clock.pass(4_000);
    expect(states()).toEqual(["online", "offline"]);
    expect(presence.list()).toEqual([]);
  });

  it("says nothing of those who were never here", async () => {
    make();
    await clock.rest();
    port.place("ana");
    await clock.pass(10_000);
    expect(told).toEqual([]);
  });
});
