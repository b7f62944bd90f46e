import { expect, it } from "vitest";

import { waitingAll, waitingIn, type Level, type WaitingEntry } from "./waiting";

function entry(
  kind: "direct" | "private",
  [unread, mentions, inThreads]: [number, number, number],
  notify: Level = "all",
  muted = false,
): WaitingEntry {
  return {
    room: { kind },
    unread_count: unread,
    mention_count: mentions,
    thread_mention_count: inThreads,
    settings: { notify, muted },
  };
}

it.each([
  ["a room goes on", entry("private", [5, 0, 0]), 0, true],
  ["somebody calls me", entry("private", [5, 2, 0]), 2, true],
  ["somebody calls me in a thread", entry("private", [0, 0, 1]), 1, false],
  ["somebody writes to me", entry("direct", [3, 1, 0]), 3, true],
  ["only calls count", entry("private", [5, 2, 0], "mentions"), 2, false],
  ["nothing counts", entry("private", [5, 2, 1], "nothing"), 0, false],
  ["it is muted", entry("direct", [3, 3, 0], "all", true), 0, false],
  ["nothing is there", entry("private", [0, 0, 0]), 0, false],
])("says what waits when %s", (_, given, calls, some) => {
  expect(waitingIn(given)).toEqual({ calls, some });
});

it("adds up over all rooms", () => {
  const rooms = [
    entry("direct", [2, 0, 0]),
    entry("private", [9, 1, 0]),
    entry("private", [1, 0, 0]),
  ];
  expect(waitingAll(rooms)).toEqual({ calls: 3, some: true });
  expect(waitingAll([])).toEqual({ calls: 0, some: false });
});
