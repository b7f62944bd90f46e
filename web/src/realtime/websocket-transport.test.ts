import { beforeEach, describe, expect, it } from "vitest";

import type { TransportHandlers } from "@/realtime/transport";
import { WebSocketTransport, type Credentials } from "@/realtime/websocket-transport";
import { FakeSocket } from "@/test/fake-socket";
import { HeldClock } from "@/test/held-clock";

const nothing: TransportHandlers = {
  onEnvelope: () => undefined,
  onReady: () => undefined,
  onHeads: () => undefined,
  onUntold: () => undefined,
  onPresence: () => undefined,
  onTyping: () => undefined,
};

let clock: HeldClock;
let sockets: FakeSocket[];
let renewals: number;

function make(credentials: Partial<Credentials> = {}, random = () => 0.5) {
  const transport = new WebSocketTransport({
    url: "ws://test/ws/",
    credentials: {
      token: () => Promise.resolve("first"),
      renew: () => {
        renewals += 1;
        return Promise.resolve(`renewed ${renewals}`);
      },
      ...credentials,
    },
    active: () => false,
    clock,
    random,
    connect: (url) => FakeSocket.dial(url, sockets),
  });
  transport.start(nothing);
  return transport;
}

const last = () => FakeSocket.last(sockets);
const frames = (type: string) => last().sent.filter((frame) => frame.type === type);

beforeEach(() => {
  clock = new HeldClock();
  sockets = [];
  renewals = 0;
});

describe("the WebSocket transport", () => {
  it("proves who it is in the first frame and beats every ten seconds", async () => {
    make();
    await clock.rest();
    last().accept();
    expect(last().sent).toEqual([
      { type: "authenticate", token: "first" },
      { type: "heartbeat", active: false },
    ]);
    await clock.pass(20_000);
    expect(frames("heartbeat").length).toBe(3);
  });

  it("asks for less on the connection that is being made, and on a new one when there is one", async () => {
    const transport = make();
    await clock.rest();
    transport.hearNoticesOnly(true);
    await clock.rest();
    expect(sockets).toHaveLength(1);
    last().accept();
    expect(last().sent[0]).toEqual({ type: "authenticate", token: "first", notices_only: true });
    transport.hearNoticesOnly(false);
    await clock.rest();
    expect(sockets).toHaveLength(2);
    last().accept();
    expect(last().sent[0]).toEqual({ type: "authenticate", token: "first" });
  });

  it("takes 25 s of silence for a dead line", async () => {
    const transport = make();
    await clock.rest();
    last().accept();
    await clock.pass(20_000);
    last().say({ type: "heartbeat", now: "", heads: {} });
    await clock.pass(24_000);
    expect(transport.status().state).toBe("online");
    await clock.pass(1_000);
    expect(transport.status().state).not.toBe("online");
    expect(last().closedWith).toBeDefined();
  });

  it("gives up on a connection that never opens", async () => {
    const transport = make();
    await clock.rest();
    await clock.pass(25_000);
    expect(transport.status().state).toBe("waiting");
  });

  it("backs off further with every failure, with full jitter, and forgets it once connected", async () => {
    const transport = make({}, () => 1);
    const waits: number[] = [];
    for (let round = 0; round < 9; round += 1) {
      await clock.rest();
      last().end(1006);
      waits.push((transport.status().retryAt ?? 0) - clock.now());
      await clock.pass(waits.at(-1) ?? 0);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
    last().accept();
    last().end(1006);
    expect((transport.status().retryAt ?? 0) - clock.now()).toBe(500);
  });

  it("comes back from a restart spread over more time, for everyone else comes as well", async () => {
    const waits = [];
    for (const chance of [0, 0.5, 1]) {
      const transport = make({}, () => chance);
      await clock.rest();
      last().accept();
      last().end(1012);
      waits.push((transport.status().retryAt ?? 0) - clock.now());
      transport.stop();
    }
    expect(waits).toEqual([0, 1000, 2000]);
  });

  it("waits no less after a restart than before it", async () => {
    const transport = make({}, () => 1);
    for (const code of [1006, 1006, 1006, 1012]) {
      await clock.rest();
      last().end(code);
      await clock.pass(code === 1012 ? 0 : 4000);
    }
    expect((transport.status().retryAt ?? 0) - clock.now()).toBe(4000);
  });

  it("stays quiet after 4409 until the page is used", async () => {
    const transport = make();
    await clock.rest();
    last().accept();
    last().end(4409);
    await clock.pass(120_000);
    expect(sockets.length).toBe(1);
    expect(transport.status().state).toBe("parted");
    transport.retryNow();
    await clock.rest();
    expect(sockets.length).toBe(2);
  });

  it("renews a refused token and connects at once", async () => {
    make();
    await clock.rest();
    last().accept();
    last().end(4401);
    await clock.rest();
    last().open();
    expect(frames("authenticate")).toEqual([{ type: "authenticate", token: "renewed 1" }]);
  });

  it("is signed out when the token can't be renewed, or the new one is refused too", async () => {
    const refused = make({ renew: () => Promise.resolve(null) });
    await clock.rest();
    last().end(4401);
    await clock.rest();
    expect(refused.status().state).toBe("signed-out");

    const twice = make();
    await clock.rest();
    last().end(4401);
    await clock.rest();
    last().end(4401);
    await clock.rest();
    expect(twice.status().state).toBe("signed-out");
    expect(clock.waiting).toBe(0);
  });

  it("tries again when the token could not be fetched for want of a network", async () => {
    let fails = true;
    const token = () => (fails ? Promise.reject(new Error("no route")) : Promise.resolve("late"));
    const transport = make({ token });
    await clock.rest();
    expect(transport.status().state).toBe("waiting");
    fails = false;
    await clock.pass(500);
    last().open();
    expect(frames("authenticate")).toEqual([{ type: "authenticate", token: "late" }]);
  });

  it("re-authenticates on the open socket a minute before the end, by the server's clock", async () => {
    make();
    await clock.rest();
    const hour = 3_600_000;
    last().accept({}, { now: hour, expires: hour + 90_000 });
    for (let beat = 0; beat < 3; beat += 1) {
      await clock.pass(9_999);
      last().say({ type: "heartbeat", now: "", heads: {} });
    }
    expect(frames("authenticate").length).toBe(1);
    await clock.pass(10);
    expect(frames("authenticate").at(-1)).toEqual({ type: "authenticate", token: "renewed 1" });
    last().say({ type: "authenticated", expires_at: new Date(hour + 990_000).toISOString() });
    expect(sockets.length).toBe(1);
  });

  it("ignores what a socket says that it has already given up", async () => {
    const transport = make();
    await clock.rest();
    const old = last();
    old.end(1006);
    await clock.pass(500);
    last().accept();
    old.say({ type: "heartbeat", now: "", heads: {} });
    old.end(1006);
    expect(transport.status().state).toBe("online");
  });

  it("connects anew when asked, though the old line still looks alive", async () => {
    const transport = make();
    await clock.rest();
    last().accept();
    transport.reconnect();
    await clock.rest();
    expect(sockets.length).toBe(2);
    expect(sockets[0]?.closedWith).toBeDefined();
  });

  it("says goodbye with 1000 and does not come back", async () => {
    const transport = make();
    await clock.rest();
    last().accept();
    transport.stop();
    expect(last().closedWith).toBe(1000);
    await clock.pass(60_000);
    expect(sockets.length).toBe(1);
    expect(transport.status().state).toBe("idle");
  });
});
