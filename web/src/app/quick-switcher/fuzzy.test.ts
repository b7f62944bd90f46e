import { describe, expect, it } from "vitest";

import { prepare, scoreOf } from "./fuzzy";

const score = (query: string, name: string) => scoreOf(query, prepare(name));

/** The names in the order in which the query finds them; what is not meant is left out. */
function found(query: string, ...names: string[]): string[] {
  return names
    .map((name) => ({ name, score: score(query, name) }))
    .filter((one) => one.score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map((one) => one.name);
}

describe("the fuzzy score", () => {
  it("prefers the very name, then its beginning, then a word, initials, letters inside", () => {
    expect(found("ops", "Cops", "Old Pier Swimmers", "Dev ops", "Ops room", "Ops")).toEqual([
      "Ops",
      "Ops room",
      "Dev ops",
      "Old Pier Swimmers",
      "Cops",
    ]);
  });

  it.each([
    ["angstrom", "Ångström"],
    ["łodz", "Łódź"],
    ["lodz", "Łódź"],
    ["strasse", "Straße 7"],
    ["oresund", "Øresund"],
    ["ÉLAN", "elan"],
    ["ｆｕｌｌ", "full width"],
  ])("folds accents, case and width: %s is %s", (query, name) => {
    expect(score(query, name)).not.toBeNull();
  });

  it.each([
    ["marketign", "Marketing"],
    ["enginering", "Engineering"],
    ["desing", "Design"],
    ["galdys", "Gladys"],
    ["anouncments", "Announcements"],
  ])("forgives slips of the finger: %s is %s", (query, name) => {
    expect(score(query, name)).not.toBeNull();
  });

  it.each([
    ["bat", "Cat"],
    ["xyz", "General"],
    ["sales", "Design"],
    ["q", "Frequent"],
  ])("does not take %s for %s", (query, name) => {
    expect(score(query, name)).toBeNull();
  });

  it("needs every word, in any order", () => {
    expect(score("room new", "New room")).not.toBeNull();
    expect(score("new lamp", "New room")).toBeNull();
  });

  it("finds a single sign of a script without spaces", () => {
    expect(found("京", "東京の部屋", "大阪")).toEqual(["東京の部屋"]);
  });

  it("knows nothing typed from nothing found, and survives odd input", () => {
    expect(score("  ", "General")).toBe(0);
    expect(score("((([", "General")).toBeNull();
    expect(score("a", "")).toBeNull();
    expect(score("👍", "Team 👍")).not.toBeNull();
  });
});
