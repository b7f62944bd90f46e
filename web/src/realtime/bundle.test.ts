import { describe, expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import { HeldClock } from "@/test/held-clock";

import { inBundles } from "./bundle";

function bundling({ hidden = false } = {}) {
  const clock = new HeldClock();
  const told: unknown[] = [];
  const note = (name: string) => () => void told.push(name);
  const page = { hidden };
  const handlers = inBundles(
    {
      onEnvelope: () => told.push("never by itself"),
      onReady: note("ready"),
      onHeads: note("heads"),
      onUntold: note("untold"),
      onPresence: note("presence"),
      onTyping: note("typing"),
    },
    {
      ms: 50,
      clock,
      hidden: () => page.hidden,
      deliver: (envelopes) => told.push(envelopes.map(({ seq }) => seq)),
    },
  );
  const hear = (...seqs: number[]) => {
    for (const seq of seqs) handlers.onEnvelope({ stream: "room.r1", seq } as Envelope);
  };
  return { clock, told, handlers, hear, page };
}

describe("envelopes in bundles", () => {
  it("hand on a lone one at once", async () => {
    const { clock, told, hear } = bundling();
    hear(1);
    expect(told).toEqual([[1]]);
    await clock.pass(50);
    hear(2);
    expect(told).toEqual([[1], [2]]);
  });

  it("hand on together, in order and none twice, what follows closely", async () => {
    const { clock, told, hear } = bundling();
    hear(1, 2, 3);
    expect(told).toEqual([[1]]);
    await clock.pass(50);
    hear(4, 5);
    await clock.pass(50);
    hear(6);
    await clock.pass(50);
    expect(told).toEqual([[1], [2, 3], [4, 5], [6]]);
    await clock.pass(500);
    expect(clock.waiting).toBe(0);
    hear(7);
    expect(told.at(-1)).toEqual([7]);
  });

  it.each(["onReady", "onHeads", "onUntold", "onPresence", "onTyping"] as const)(
    "come before what %s tells after them",
    (name) => {
      const { told, hear, handlers } = bundling();
      hear(1, 2, 3);
      (handlers[name] as (told: unknown) => void)({});
      expect(told).toEqual([[1], [2, 3], name.slice(2).toLowerCase()]);
    },
  );

  it("do not wait in a hidden page, whose timers are slow", () => {
    const { told, hear, page } = bundling();
    hear(1, 2);
    page.hidden = true;
    hear(3);
    hear(4);
    expect(told).toEqual([[1], [2, 3], [4]]);
  });
});
