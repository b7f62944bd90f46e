import { beforeEach, describe, expect, it } from "vitest";

import { Delivering } from "./delivering";

let due: (() => void)[];
let told: [string, number][];
let fails: boolean;
let delivering: Delivering;

const pass = () => due.splice(0).forEach((run) => run());

beforeEach(() => {
  due = [];
  told = [];
  fails = false;
  const clock = {
    now: () => 0,
    after: (_ms: number, run: () => void) => {
      due.push(run);
      return () => undefined;
    },
  };
  delivering = new Delivering(clock, (roomId, seq) => {
    told.push([roomId, seq]);
    return fails ? Promise.reject(new Error("offline")) : Promise.resolve();
  });
});

describe("telling that a message is here", () => {
  it("says it once for a burst, and once for each seq", () => {
    delivering.received("r1", 4);
    delivering.received("r1", 5);
    delivering.received("r2", 9);
    pass();
    delivering.received("r1", 5);
    pass();
    expect(told).toEqual([
      ["r1", 5],
      ["r2", 9],
    ]);
  });

  it("says nothing about what was read meanwhile", () => {
    delivering.received("r1", 4);
    delivering.read("r1", 4);
    pass();
    expect(told).toEqual([]);
  });

  it("says it again when it was not heard", async () => {
    fails = true;
    delivering.received("r1", 4);
    pass();
    await Promise.resolve();
    await Promise.resolve();
    delivering.received("r1", 4);
    pass();
    expect(told).toHaveLength(2);
  });
});
