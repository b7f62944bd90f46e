import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { membershipOf } from "@/features/rooms/model/membership";
import type { Section, SidebarRow } from "@/features/rooms/model/sidebar";
import { wireEntry } from "@/test/wire";

import { useCalmOrder } from "./use-calm-order";

const rowOf = (id: string, text: string): SidebarRow => {
  const wire = wireEntry({ room: { ...wireEntry().room, id } });
  const entry: RoomSummary = { ...wire, ...membershipOf(wire) };
  return { entry, last: { author_id: "ana", text, sent_at: "" }, waiting: false, active_at: "" };
};
const list = (ids: string, text = ""): Section[] => [
  { kind: "rooms", name: "", rows: ids.split("").map((id) => rowOf(id, text)) },
];

function watch(first: Section[]) {
  const { result, rerender } = renderHook(({ now }) => useCalmOrder(now), {
    initialProps: { now: first },
  });
  const rows = () => result.current?.[0]?.rows ?? [];
  return {
    ids: () =>
      rows()
        .map(({ entry }) => entry.room.id)
        .join(""),
    texts: () => rows().map(({ last }) => last?.text),
    show: (now: Section[]) => rerender({ now }),
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("moves a row at once, and those that follow closely together", () => {
  const { ids, show } = watch(list("abc"));
  show(list("bac"));
  expect(ids()).toBe("bac");
  show(list("cba"));
  show(list("acb"));
  expect(ids()).toBe("bac");
  act(() => void vi.advanceTimersByTime(499));
  expect(ids()).toBe("bac");
  act(() => void vi.advanceTimersByTime(1));
  expect(ids()).toBe("acb");
});

it("does not wait for a burst to end", () => {
  const { ids, show } = watch(list("abc"));
  show(list("bac"));
  for (let turn = 0; turn < 10; turn += 1) {
    show(list(turn % 2 ? "abc" : "cab"));
    act(() => void vi.advanceTimersByTime(100));
  }
  expect(ids()).toBe("abc");
});

it("shows what is new in each row meanwhile, and a room that comes or goes at once", () => {
  const { ids, texts, show } = watch(list("abc"));
  show(list("bac"));
  show(list("cba", "news"));
  expect(ids()).toBe("bac");
  expect(texts()).toEqual(["news", "news", "news"]);
  show(list("dcba"));
  expect(ids()).toBe("dcba");
  show(list("dba"));
  expect(ids()).toBe("dba");
});
