import { expect, it } from "vitest";

import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { wireEntry } from "@/test/wire";

import { membershipOf } from "./membership";
import type { Section, SidebarRow } from "./sidebar";
import { inOrderOf } from "./steady-order";

const rowOf = (id: string): SidebarRow => {
  const wire = wireEntry({ room: { ...wireEntry().room, id } });
  const entry: RoomSummary = { ...wire, ...membershipOf(wire) };
  return { entry, last: null, waiting: false, active_at: "" };
};
const section = (name: string, ...ids: string[]): Section => ({
  kind: "own",
  name,
  rows: ids.map(rowOf),
});
const idsOf = (sections: readonly Section[]) =>
  sections.map(({ rows }) => rows.map(({ entry }) => entry.room.id).join(" "));

it("keeps rows where they were although others became newer", () => {
  expect(idsOf(inOrderOf([section("a", "1", "2", "3")], [section("a", "3", "1", "2")]))).toEqual([
    "1 2 3",
  ]);
});

it("lets what is new in a section wait at its end, in its own order", () => {
  const before = [section("a", "1", "2"), section("b", "3")];
  const now = [section("a", "5", "2", "4", "1"), section("b")];
  expect(idsOf(inOrderOf(before, now))).toEqual(["1 2 5 4", ""]);
});

it("shows a section that was not there before as it is", () => {
  expect(idsOf(inOrderOf([], [section("a", "2", "1")]))).toEqual(["2 1"]);
});
