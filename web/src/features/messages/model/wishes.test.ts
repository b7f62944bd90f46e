import { waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { wireMessage } from "@/test/wire";

import { ReactionWishes, wished } from "./wishes";

/** A server whose answers the test gives one by one. */
function server() {
  const calls: {
    emoji: string;
    there: boolean;
    answer: (revision: number) => void;
    fail: () => void;
  }[] = [];
  const send = (_id: string, emoji: string, there: boolean) =>
    new Promise<number>((answer, refuse) => {
      calls.push({ emoji, there, answer, fail: () => refuse(new Error("no")) });
    });
  const onFailure = vi.fn<(error: unknown) => void>();
  return { calls, onFailure, wishes: new ReactionWishes(send, onFailure) };
}

const message = wireMessage(7, {
  id: "m7",
  reactions: [{ emoji: "🎉", user_ids: ["ana"] }],
});
const kinds = (of: ReactionWishes, truth = message) =>
  wished(truth, of.of("m7"), "me").map(({ emoji, user_ids }) => `${emoji} ${user_ids.join()}`);

describe("reactions on their way", () => {
  it("are seen at once, stay until the log tells them, and are forgotten then", async () => {
    const { calls, wishes } = server();
    const done = wishes.wish("m7", "🎉", true);
    expect(kinds(wishes)).toEqual(["🎉 ana,me"]);
    calls[0]?.answer(9);
    await done;
    // Answered, but the event is not here yet: no blinking.
    expect(kinds(wishes)).toEqual(["🎉 ana,me"]);
    const told = { ...message, revision: 9, reactions: [{ emoji: "🎉", user_ids: ["ana", "me"] }] };
    expect(kinds(wishes, told)).toEqual(["🎉 ana,me"]);
    wishes.settle(told);
    expect(wishes.of("m7").size).toBe(0);
  });

  it("give way to what happened after them", async () => {
    const { calls, wishes } = server();
    const done = wishes.wish("m7", "👍", true);
    calls[0]?.answer(9);
    await done;
    // My other device took it back at 10.
    expect(kinds(wishes, { ...message, revision: 10 })).toEqual(["🎉 ana"]);
  });

  it("send the last word when somebody changed their mind meanwhile, one at a time", async () => {
    const { calls, wishes } = server();
    const done = wishes.wish("m7", "👍", true);
    void wishes.wish("m7", "👍", false);
    void wishes.wish("m7", "👍", true);
    void wishes.wish("m7", "👍", false);
    expect(calls).toHaveLength(1);
    expect(kinds(wishes)).toEqual(["🎉 ana"]);
    calls[0]?.answer(9);
    await waitFor(() => expect(calls).toHaveLength(2));
    expect(calls[1]?.there).toBe(false);
    calls[1]?.answer(10);
    await done;
    expect(calls).toHaveLength(2);
  });

  it("of two emoji do not wait for each other", () => {
    const { calls, wishes } = server();
    void wishes.wish("m7", "👍", true);
    void wishes.wish("m7", "🎉", true);
    expect(calls.map(({ emoji }) => emoji)).toEqual(["👍", "🎉"]);
    expect(kinds(wishes)).toEqual(["🎉 ana,me", "👍 me"]);
  });

  it("are undone and told when they are refused, and can be wished again", async () => {
    const { calls, wishes, onFailure } = server();
    const done = wishes.wish("m7", "👍", true);
    calls[0]?.fail();
    await done;
    expect(onFailure).toHaveBeenCalledOnce();
    expect(kinds(wishes)).toEqual(["🎉 ana"]);
    void wishes.wish("m7", "👍", true);
    expect(calls).toHaveLength(2);
  });

  it("tell who listens", async () => {
    const { calls, wishes } = server();
    const listener = vi.fn();
    const stop = wishes.subscribe(listener);
    const done = wishes.wish("m7", "👍", true);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    calls[0]?.answer(9);
    await done;
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
