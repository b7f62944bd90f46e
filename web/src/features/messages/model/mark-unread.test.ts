import { describe, expect, it } from "vitest";

import type { Message } from "@/contract/types";
import { wireEntry, wireMessage } from "@/test/wire";

import { conversationOf, type Conversation } from "./conversation";
import { unreadFrom } from "./mark-unread";

const CALLED = { people: [], group: null, user_ids: ["me"] };
const of = (seq: number, change: Partial<Message> = {}) =>
  wireMessage(seq, { author_id: "ana", ...change });

function read(messages: Message[], view: "flat" | "threaded" = "flat"): Conversation {
  const entry = wireEntry({ seq: 9, last_read_seq: 9 });
  const state = conversationOf({ ...entry, settings: { ...entry.settings, view } });
  return { ...state, timeline: [{ from: 1, to: 9, messages }] };
}

describe("marking as unread", () => {
  const messages = [
    of(1),
    of(2, { mentions: CALLED }),
    of(3, { author_id: "me" }),
    of(4, { deletion: { at: "", by: "ana", reason: "" } }),
    of(5, { thread_id: "m1" }),
  ];

  it("counts others' words from there on, and those that call me", () => {
    const { last_read_seq, unread_count, mention_count } = unreadFrom(read(messages), of(2), "me");
    expect({ last_read_seq, unread_count, mention_count }).toEqual({
      last_read_seq: 1,
      unread_count: 2,
      mention_count: 1,
    });
  });

  it("leaves threads alone where they stand apart", () => {
    expect(unreadFrom(read(messages, "threaded"), of(2), "me").unread_count).toBe(1);
    const apart = read(messages, "threaded");
    expect(unreadFrom(apart, of(5, { thread_id: "m1" }), "me")).toBe(apart);
  });

  it("never reads what is unread already", () => {
    const state = { ...read(messages), last_read_seq: 1, unread_count: 4 };
    expect(unreadFrom(state, of(5), "me")).toBe(state);
  });
});
