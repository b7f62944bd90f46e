import { describe, expect, it } from "vitest";

import { countOf, rowOf, rowsOf, sectionAt, step, type Section } from "./grid-model";

const section = (id: string, count: number): Section => ({
  id,
  title: id,
  choices: Array.from({ length: count }, (_, i) => ({ value: `${id}${i}`, name: "", label: "" })),
});

// a: 0 1 2 / 3 4    b: 5 6 7 / 8
const rows = rowsOf([section("a", 5), section("none", 0), section("b", 4)], 3);

describe("the rows of the picker", () => {
  it("begin each section with its title and leave empty ones out", () => {
    expect(rows.map((row) => (row.kind === "title" ? row.title : row.choices.length))).toEqual([
      ...["a", 3, 2],
      ...["b", 3, 1],
    ]);
    expect(countOf(rows)).toBe(9);
    expect(countOf([])).toBe(0);
    expect(rowOf(rows, 4)).toBe(2);
    expect(rowOf(rows, 99)).toBe(-1);
    expect(sectionAt(rows, 2)).toBe("a");
    expect(sectionAt(rows, 3)).toBe("b");
    expect(sectionAt([], 0)).toBeNull();
  });
});

describe("the keys", () => {
  it.each([
    [0, "ArrowRight", 1],
    [2, "ArrowRight", 3],
    [8, "ArrowRight", 8],
    [0, "ArrowLeft", 0],
    [3, "ArrowLeft", 2],
    [1, "ArrowDown", 4],
    [2, "ArrowDown", 4],
    [4, "ArrowDown", 6],
    [8, "ArrowDown", 8],
    [6, "ArrowUp", 4],
    [1, "ArrowUp", 1],
    [1, "Home", 0],
    [0, "End", 2],
    [3, "End", 4],
    [1, "PageDown", 8],
    [8, "PageUp", 0],
  ])("from %i, %s leads to %i", (from, key, to) => {
    expect(step(rows, from, key)).toBe(to);
  });

  it("leave other keys, and an empty grid, alone", () => {
    expect(step(rows, 0, "a")).toBeNull();
    expect(step([], -1, "ArrowDown")).toBeNull();
  });
});
