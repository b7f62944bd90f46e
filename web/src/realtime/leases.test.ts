import { describe, expect, it } from "vitest";

import { Leases, TYPING_MS } from "@/realtime/leases";
import { HeldClock } from "@/test/held-clock";

const ana = { room_id: "r1", user_id: "ana", typing: true };

describe("leases", () => {
  it("end by themselves six seconds after the last sign of typing", async () => {
    const clock = new HeldClock();
    const leases = new Leases(clock);
    leases.setTyping(ana);
    await clock.pass(TYPING_MS - 1);
    leases.setTyping(ana);
    await clock.pass(TYPING_MS - 1);
    expect(leases.read().typing.r1).toEqual(["ana"]);
    await clock.pass(1);
    expect(leases.read().typing.r1).toEqual([]);
  });

  it("keep the order in which people began, and end at once when somebody stops", () => {
    const leases = new Leases(new HeldClock());
    leases.setTyping(ana);
    leases.setTyping({ ...ana, user_id: "bo" });
    leases.setTyping(ana);
    expect(leases.read().typing.r1).toEqual(["ana", "bo"]);
    leases.setTyping({ ...ana, typing: false });
    expect(leases.read().typing.r1).toEqual(["bo"]);
  });

  it("are void with a new connection, which tells all anew", () => {
    const leases = new Leases(new HeldClock());
    leases.setTyping(ana);
    leases.setPresence([{ user_id: "ana", state: "online", last_seen_at: null }]);
    leases.reset([{ user_id: "bo", state: "away", last_seen_at: null }], []);
    expect(leases.read().typing).toEqual({});
    expect(Object.keys(leases.read().presence)).toEqual(["bo"]);
  });

  it("leave open who else is here while the server doesn't know", () => {
    const leases = new Leases(new HeldClock());
    leases.reset([{ user_id: "bo", state: "online", last_seen_at: null }], [], "unknown");
    expect(leases.read().others).toBe("unknown");
    leases.setPresence([{ user_id: "ana", state: "away", last_seen_at: null }]);
    expect(leases.read().others).toBe("unknown");
    leases.setPresence([], "offline");
    expect(leases.read().others).toBe("offline");
    expect(Object.keys(leases.read().presence)).toEqual(["bo", "ana"]);
  });

  it("tell their listeners, and give the same view until something changes", () => {
    const leases = new Leases(new HeldClock());
    let told = 0;
    const leave = leases.subscribe(() => (told += 1));
    leases.setTyping(ana);
    const view = leases.read();
    leases.setTyping(ana);
    expect(leases.read()).toBe(view);
    expect(told).toBe(1);
    leave();
  });
});
