import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { differences, type Difference } from "./differences";

const marked = (pieces: readonly Difference[]) =>
  pieces
    .map(({ kind, text }) => {
      if (kind === "same") return text;
      return kind === "added" ? `[+${text}]` : `[-${text}]`;
    })
    .join("");

const side = (pieces: readonly Difference[], left: "added" | "gone") =>
  pieces
    .filter(({ kind }) => kind !== left)
    .map(({ text }) => text)
    .join("");

describe("the differences of two texts", () => {
  it("are words, and the rest stays in one piece", () => {
    expect(marked(differences("Lunch at twelve", "Lunch at one"))).toBe("Lunch at [-twelve][+one]");
    expect(marked(differences("a b c", "a c"))).toBe("a [-b ]c");
    expect(marked(differences("same", "same"))).toBe("same");
    expect(marked(differences("", "new"))).toBe("[+new]");
    expect(marked(differences("old", ""))).toBe("[-old]");
  });

  it("part words where a language writes no spaces", () => {
    const pieces = differences("我们明天见面", "我们今天见面");
    expect(marked(pieces)).toBe("我们[-明天][+今天]见面");
  });

  it("are the whole of both texts, whatever they say", () => {
    const text = fc
      .array(fc.constantFrom("a", "b", " ", "\n", "é", "👩‍👩‍👧", "中文", "_x_"))
      .map((all) => all.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = differences(before, after);
        expect(side(pieces, "added")).toBe(before);
        expect(side(pieces, "gone")).toBe(after);
      }),
    );
  });

  it("do not compare long texts word by word with each other", () => {
    const before = Array.from({ length: 3_000 }, (_, at) => `a${at}`).join(" ");
    const after = Array.from({ length: 3_000 }, (_, at) => `b${at}`).join(" ");
    const pieces = differences(before, after);
    expect(pieces.map(({ kind }) => kind)).toEqual(["gone", "added"]);
  });
});
