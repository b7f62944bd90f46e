import { describe, expect, it } from "vitest";

import { millisecondsOf, mirrored, pagesOf, troubleOf } from "./shapes";

describe("what Google's SDK hands over", () => {
  it("is read as far as it is what was agreed on", () => {
    expect(mirrored({ revision: 7, events: ["{}", 5], text: "hello" })).toEqual({
      revision: 7,
      events: ["{}"],
    });
    expect(mirrored({ revision: "7" })).toEqual({ revision: 0, events: [] });
    const connections = {
      a: { state: "online", at: 1 },
      b: { state: "away" },
      c: { state: "x" },
      d: 1,
    };
    expect(pagesOf({ connections })).toEqual(["online", "away"]);
    for (const nothing of [null, undefined, "text", { connections: null }]) {
      expect(pagesOf(nothing)).toEqual([]);
    }
    expect(millisecondsOf({ toMillis: () => 12 })).toBe(12);
    expect(millisecondsOf(null)).toBeNull();
  });

  it("says in each service's own words that it refused", () => {
    expect(troubleOf({ code: "permission-denied" })).toBe("refused");
    expect(troubleOf({ code: "PERMISSION_DENIED" })).toBe("refused");
    expect(troubleOf({ code: "unauthenticated" })).toBe("signed-out");
    expect(troubleOf({ code: "unavailable" })).toBe("other");
    expect(troubleOf(new Error("no code at all"))).toBe("other");
  });
});
