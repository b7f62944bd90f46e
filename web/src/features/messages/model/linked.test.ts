import { describe, expect, it } from "vitest";

import { message, roomEntry } from "@/test/chat";

import { threadBehind } from "./linked";

const root = message(1, "ana", "Who comes?");
const reply = { ...message(2, "ana", "I do"), thread_id: root.id };

function at(view: "flat" | "threaded", linked: number | null) {
  const { settings } = roomEntry();
  const timeline = [{ from: 1, to: 2, messages: [root, reply] }];
  return threadBehind({ settings: { ...settings, view }, timeline }, linked);
}

describe("the thread behind a link", () => {
  it("is that of a reply, where replies stand apart", () => {
    expect(at("threaded", 2)).toBe(root.id);
    expect(at("flat", 2)).toBeNull();
  });

  it("is none for what stands in the room, for what is not known, and without a link", () => {
    expect(at("threaded", 1)).toBeNull();
    expect(at("threaded", 9)).toBeNull();
    expect(at("threaded", null)).toBeNull();
  });
});
