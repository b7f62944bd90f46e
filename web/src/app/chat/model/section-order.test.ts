import { describe, expect, it } from "vitest";

import { movedBy, placedBefore } from "./section-order";

describe("the order of sections", () => {
  const names = ["a", "b", "c"];

  it("moves one up or down, and stays at the ends", () => {
    expect(movedBy(names, "b", -1)).toEqual(["b", "a", "c"]);
    expect(movedBy(names, "b", 1)).toEqual(["a", "c", "b"]);
    expect(movedBy(names, "a", -1)).toEqual(names);
    expect(movedBy(names, "c", 1)).toEqual(names);
    expect(movedBy(names, "x", 1)).toEqual(names);
  });

  it("puts one before another, or at the end", () => {
    expect(placedBefore(names, "c", "a")).toEqual(["c", "a", "b"]);
    expect(placedBefore(names, "a", null)).toEqual(["b", "c", "a"]);
    expect(placedBefore(names, "a", "x")).toEqual(["b", "c", "a"]);
    expect(placedBefore(names, "x", "a")).toEqual(names);
  });
});
