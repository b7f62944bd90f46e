import { describe, expect, it } from "vitest";

import { cn } from "./cn";
import { formatRelative, isSameDay, timeIn } from "./dates";
import { initials, personHue } from "./person-colour";
import { suggestUsername } from "./username";
import { uuidv7 } from "./uuid";

describe("uuidv7", () => {
  it("has the version, the variant and the time of RFC 9562", () => {
    const id = uuidv7(0x0193_0000_1234);
    expect(id).toMatch(/^01930000-1234-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("sorts by time and does not repeat", () => {
    const ids = Array.from({ length: 200 }, (_, i) => uuidv7(1_800_000_000_000 + i));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(200);
  });

  it("sorts also within a millisecond, and when the clock goes back", () => {
    const now = 1_900_000_000_000;
    const ids = Array.from({ length: 9_000 }, (_, i) => uuidv7(i % 3 ? now : now - 5_000));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^.{14}7.{4}[89ab]/.test(id))).toBe(true);
  });
});

describe("initials", () => {
  it.each([
    ["Ada Lovelace", "AL"],
    ["  bob ", "B"],
    ["李小龍", "李"],
    ["Дарья Сергеевна Иванова", "ДИ"],
    ["👩‍🚀 Crew", "👩‍🚀C"],
    ["", ""],
  ])("%s → %s", (name, expected) => expect(initials(name)).toBe(expected));
});

describe("personHue", () => {
  it("is stable for an id and differs between ids", () => {
    expect(personHue("a")).toEqual(personHue("a"));
    const hues = new Set(Array.from({ length: 50 }, (_, i) => JSON.stringify(personHue(`p${i}`))));
    expect(hues.size).toBeGreaterThan(6);
  });
});

describe("suggestUsername", () => {
  it.each([
    ["Zoë Ångström", "zoe.angstrom"],
    ["Дарья Ильич", "дарья.ильич"],
    ["  O'Neil  ", "o.neil"],
    ["…", ""],
    ["a".repeat(31) + " b", "a".repeat(31)],
  ])("%s → %s", (name, expected) => expect(suggestUsername(name)).toBe(expected));
});

describe("dates", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  it.each([
    ["2026-11-22T11:59:40Z", "now"],
    ["2026-11-22T11:30:00Z", "30 minutes ago"],
    ["2026-11-21T11:00:00Z", "yesterday"],
    ["2026-11-24T12:00:00Z", "in 2 days"],
  ])("%s is %s", (at, expected) => expect(formatRelative(at, now)).toBe(expected));

  it("knows the time elsewhere, and that some zones do not exist", () => {
    expect(timeIn("Asia/Tokyo", new Date(now))).toMatch(/9:00|21:00/);
    expect(timeIn("Moon/Tranquility")).toBeNull();
    expect(timeIn("")).toBeNull();
  });

  it("compares calendar days", () => {
    expect(isSameDay("2026-11-22T12:00:00", "2026-11-22T23:59:00")).toBe(true);
    expect(isSameDay("2026-11-22T12:00:00", "2026-11-23T00:00:00")).toBe(false);
  });
});

describe("cn", () => {
  it("keeps our type scale beside a colour, and lets the later of two sizes win", () => {
    expect(cn("text-meta text-muted", "text-body")).toBe("text-muted text-body");
    expect(cn("rounded-control", "rounded-full")).toBe("rounded-full");
  });
});
