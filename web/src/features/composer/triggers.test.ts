import { describe, expect, it } from "vitest";

import { triggerAt } from "./triggers";

const found = (text: string) => {
  const trigger = triggerAt(text, text.length);
  return trigger && [trigger.kind, trigger.query, trigger.from];
};

describe("what is being completed", () => {
  it("is a name behind an @ at the beginning of a word", () => {
    expect(found("@")).toEqual(["mention", "", 0]);
    expect(found("Hello @bo")).toEqual(["mention", "bo", 6]);
    expect(found("(@José")).toEqual(["mention", "José", 1]);
    expect(found("@bob mo")).toEqual(["mention", "bob mo", 0]);
    expect(found("@bob is there")).toBeNull();
    expect(found("write to x@bob")).toBeNull();
  });

  it("is a shortcode of two letters or more", () => {
    expect(found("nice :th")).toEqual(["emoji", "th", 5]);
    expect(found("nice :+1")).toEqual(["emoji", "+1", 5]);
    expect(found("at 10:30")).toBeNull();
    expect(found("https://x")).toBeNull();
    expect(found(":t")).toBeNull();
  });

  it("is asked about the caret, and quickly in a long text", () => {
    expect(triggerAt("@bob and more", 4)?.query).toBe("bob");
    expect(triggerAt("x ".repeat(100_000) + "@b", 200_002)?.query).toBe("b");
  });
});
