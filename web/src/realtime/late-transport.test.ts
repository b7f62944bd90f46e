import { describe, expect, it } from "vitest";

import { FakeTransport } from "@/realtime/fake-transport";
import { LateTransport } from "@/realtime/late-transport";
import type { Transport, TransportHandlers } from "@/realtime/transport";

const handlers: TransportHandlers = {
  onEnvelope: () => undefined,
  onReady: () => undefined,
  onHeads: () => undefined,
  onUntold: () => undefined,
  onPresence: () => undefined,
  onTyping: () => undefined,
};
const lease = { type: "typing", room_id: "1", typing: true } as const;

function make() {
  const plain = new FakeTransport();
  const late = new FakeTransport();
  let find: (found: Transport | null) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const looked = new Promise<Transport | null>((resolve, reject) => {
    find = resolve;
    fail = reject;
  });
  const transport = new LateTransport(plain, () => looked);
  const settle = () => looked.catch(() => undefined).then(() => undefined);
  return {
    transport,
    plain,
    late,
    find: () => find(late),
    findNone: () => find(null),
    fail,
    settle,
  };
}

describe("LateTransport", () => {
  it("is the plain one until the other is found, and takes along what is on the screen", async () => {
    const { transport, plain, late, find, settle } = make();
    transport.start(handlers);
    plain.connect();
    transport.signal(lease);
    const leave = transport.watch("1");
    transport.watch("2")();
    find();
    await settle();
    late.connect();
    transport.signal(lease);
    transport.retryNow();
    expect(plain.signals).toEqual([lease]);
    expect(late.signals).toEqual([lease]);
    expect(late.retries).toBe(1);
    expect(late.watched).toEqual(["1"]);
    leave();
    expect(late.watched).toEqual([]);
    transport.stop();
    expect(late.status().state).toBe("idle");
  });

  it.each([
    ["there is none", "findNone"],
    ["it can't be loaded", "fail"],
  ] as const)("stays the plain one when %s", async (_why, end) => {
    const made = make();
    made.transport.start(handlers);
    made.plain.connect();
    made[end](new Error("no such chunk"));
    await made.settle();
    made.transport.signal(lease);
    expect(made.plain.signals).toEqual([lease]);
    expect(made.transport.status().state).toBe("online");
  });

  it("lets go of what is found after it was stopped", async () => {
    const { transport, late, find, settle } = make();
    const states: string[] = [];
    late.subscribe(() => states.push(late.status().state));
    transport.start(handlers);
    transport.stop();
    find();
    await settle();
    expect(states).toEqual(["idle"]);
  });
});
