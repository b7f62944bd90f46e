import { describe, expect, it } from "vitest";

import { CALM, itemOf, type Item, type Kind } from "./items";
import { firstSections, foundSections, type Section } from "./rank";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const hoursAgo = (hours: number) => NOW - hours * 3_600_000;

function item(kind: Kind, title: string, more: Partial<Item> = {}, ...also: string[]): Item {
  const made = itemOf({ key: title, kind, title, sign: null, run: () => undefined }, also);
  return { ...made, ...more };
}

const read = (sections: Section[]) =>
  sections.map(({ name, items }) => `${name}: ${items.map((one) => one.title).join(", ")}`);

describe("before anything is typed", () => {
  const items = [
    item("chat", "Quiet", { at: hoursAgo(1) }),
    item("chat", "Here", { at: hoursAgo(0) }),
    item("chat", "Older", { at: hoursAgo(30) }),
    item("chat", "Busy", { at: hoursAgo(2), waiting: { calls: 0, some: true } }),
    item("chat", "Ana", { at: hoursAgo(9), waiting: { calls: 2, some: true } }),
    item("person", "Bo"),
    item("command", "New room"),
  ];

  it("shows what waits, calls first, then where I was lately, and leaves out where I am", () => {
    expect(read(firstSections(items, "Here"))).toEqual([
      "unread: Ana, Busy",
      "recent: Quiet, Older",
      "command: New room",
    ]);
  });

  it("has no empty sections", () => {
    expect(firstSections([], null)).toEqual([]);
  });
});

describe("what is found", () => {
  it("puts the section of the best hit first and keeps to what was asked", () => {
    const items = [
      item("chat", "Themis project"),
      item("command", "Theme: dark"),
      item("settings", "Appearance", {}, "theme"),
      item("chat", "General"),
    ];
    expect(read(foundSections(items, [], "theme", NOW))).toEqual([
      "command: Theme: dark",
      "settings: Appearance",
      "chat: Themis project",
    ]);
  });

  it("lets what waits and what is fresh win between equals", () => {
    const items = [
      item("chat", "Design old", { at: hoursAgo(900) }),
      item("chat", "Design new", { at: hoursAgo(1) }),
      item("chat", "Design call", { at: hoursAgo(1), waiting: { calls: 1, some: true } }),
    ];
    expect(read(foundSections(items, [], "design", NOW))).toEqual([
      "chat: Design call, Design new, Design old",
    ]);
  });

  it("does not let freshness beat the very name", () => {
    const items = [
      item("chat", "Marina", { at: hoursAgo(5_000) }),
      item("chat", "Old marina talk", { at: hoursAgo(0), waiting: { calls: 1, some: true } }),
    ];
    expect(read(foundSections(items, [], "marina", NOW))[0]).toBe("chat: Marina, Old marina talk");
  });

  it("keeps people who come late from the server at the end, whatever they are like", () => {
    const items = [item("chat", "Yarn club")];
    const late = [item("stranger", "Yara"), item("stranger", "Yarah")];
    const before = foundSections(items, [], "yar", NOW);
    const after = foundSections(items, late, "yar", NOW);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(read(after).at(-1)).toBe("stranger: Yara, Yarah");
  });

  it("finds by another name too, and says calm where nothing waits", () => {
    expect(read(foundSections([item("person", "Bo Okafor", {}, "bok")], [], "bok", NOW))).toEqual([
      "person: Bo Okafor",
    ]);
    expect(item("person", "Bo").waiting).toEqual(CALM);
  });
});
