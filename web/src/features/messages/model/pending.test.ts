import { renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { Message } from "@/contract/types";
import { wireMessage } from "@/test/wire";

import { attempt, forgetArrived, usePending, withPending } from "./pending";

const shown = (messages: readonly Message[]) => {
  const { result, unmount } = renderHook(() => usePending());
  const texts = withPending(messages, result.current).map(({ text }) => text);
  unmount();
  return texts;
};

function held<T>() {
  let settle!: { done: (value: T) => void; fail: (error: Error) => void };
  const promise = new Promise<T>((done, fail) => {
    settle = { done, fail };
  });
  return { promise, ...settle };
}

const changing = (text: string, request: Promise<number>) => ({
  patch: (message: Message) => ({ ...message, text }),
  request: () => request,
  seenIn: (revision: number) => (message: Message) => message.revision >= revision,
});

describe("what is on its way", () => {
  it("is shown at once and until the room itself has it", async () => {
    const answer = held<number>();
    const before = wireMessage(1);
    const done = attempt("m1", changing("new", answer.promise));
    expect(shown([before, wireMessage(2)])).toEqual(["new", "text 2"]);
    answer.done(9);
    await done;
    // The answer came before the event: what the room knows is still old.
    expect(shown([before])).toEqual(["new"]);
    const after = wireMessage(1, { text: "as the room has it", revision: 9 });
    expect(shown([after])).toEqual(["as the room has it"]);
    forgetArrived([after]);
    expect(shown([before])).toEqual(["text 1"]);
  });

  it("is taken back when it was refused, and the caller hears why", async () => {
    const answer = held<number>();
    const done = attempt("m1", changing("new", answer.promise));
    answer.fail(new Error("too late"));
    await expect(done).rejects.toThrow("too late");
    expect(shown([wireMessage(1)])).toEqual(["text 1"]);
  });

  it("gives way to a later change: the earlier one's failure does not undo that", async () => {
    const first = held<number>();
    const second = held<number>();
    const one = attempt("m1", changing("first", first.promise));
    const two = attempt("m1", changing("second", second.promise));
    first.fail(new Error("refused"));
    await expect(one).rejects.toThrow();
    expect(shown([wireMessage(1)])).toEqual(["second"]);
    second.done(5);
    await two;
    forgetArrived([wireMessage(1, { revision: 5 })]);
  });

  it("leaves the list the same object while nothing of it is on its way", () => {
    const messages = [wireMessage(1)];
    expect(withPending(messages, new Map())).toBe(messages);
  });
});
