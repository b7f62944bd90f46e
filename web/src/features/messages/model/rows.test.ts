import { describe, expect, it } from "vitest";

import type { Message } from "@/contract/types";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import { wireMessage } from "@/test/wire";

import { isLineUnread, rowsOf, type RowSource } from "./rows";

const at = (minute: number, day = 1) => new Date(2026, 0, day, 12, minute).toISOString();

const message = (seq: number, author: string, sent_at: string): Message =>
  wireMessage(seq, { author_id: author, sent_at });

const outgoing = (client_id: string, created_at: string): Outgoing => ({
  client_id,
  room_id: "r",
  text: "mine",
  files: [],
  reply_to: null,
  thread_id: null,
  created_at,
  state: "queued",
  attempts: 0,
  error: null,
  message: null,
});

const source = (messages: Message[], more: Partial<RowSource> = {}): RowSource => ({
  messages,
  outgoing: [],
  me: "me",
  newAfter: null,
  fromStart: true,
  replies: "among",
  linked: null,
  ...more,
});

const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => (row.kind === "message" ? `${row.first ? "+" : ""}${row.text}` : row.kind));

describe("the rows of a conversation", () => {
  it("groups one author within five minutes", () => {
    const rows = rowsOf(
      source([
        message(1, "ana", at(0)),
        message(2, "ana", at(4)),
        message(3, "bo", at(5)),
        message(4, "ana", at(6)),
        message(5, "ana", at(11)),
      ]),
    );
    expect(shape(rows)).toEqual([
      "beginning",
      "day",
      "+text 1",
      "text 2",
      "+text 3",
      "+text 4",
      "+text 5",
    ]);
  });

  it("parts days, and begins a group anew after each line between", () => {
    const rows = rowsOf(
      source(
        [message(1, "ana", at(59)), message(2, "ana", at(60, 1)), message(3, "ana", at(0, 2))],
        {
          newAfter: 1,
          fromStart: true,
        },
      ),
    );
    expect(shape(rows)).toEqual([
      "beginning",
      "day",
      "+text 1",
      "new",
      "+text 2",
      "day",
      "+text 3",
    ]);
  });

  it("puts the New line before another's message, not before mine", () => {
    const rows = rowsOf(
      source([message(1, "ana", at(0)), message(2, "me", at(1)), message(3, "ana", at(2))], {
        newAfter: 1,
      }),
    );
    expect(shape(rows)).toEqual(["beginning", "day", "+text 1", "+text 2", "new", "+text 3"]);
    expect(shape(rowsOf(source([message(2, "me", at(1))], { newAfter: 1 })))).not.toContain("new");
  });

  it("shows mine on their way at the end, until the room has them", () => {
    const waiting = [outgoing("c2", at(1)), outgoing("c3", at(2))];
    const before = rowsOf(source([message(1, "ana", at(0))], { outgoing: waiting }));
    expect(shape(before)).toEqual(["beginning", "day", "+text 1", "+mine", "mine"]);
    const arrived = rowsOf(
      source([message(1, "ana", at(0)), message(2, "me", at(1))], { outgoing: waiting }),
    );
    expect(shape(arrived)).toEqual(["beginning", "day", "+text 1", "+text 2", "mine"]);
    expect(arrived.map((row) => row.key)).toEqual(before.map((row) => row.key));
  });

  it("shows no day before a message whose past is unknown, so that nothing moves when it comes", () => {
    const later = [message(2, "ana", at(1)), message(3, "bo", at(2))];
    expect(shape(rowsOf(source(later, { fromStart: false })))).toEqual(["+text 2", "+text 3"]);
    const whole = rowsOf(source([message(1, "bo", at(0)), ...later]));
    expect(shape(whole)).toEqual(["beginning", "day", "+text 1", "+text 2", "+text 3"]);
  });

  it("does not let another's message with the same client_id hide mine", () => {
    const rows = rowsOf(source([message(2, "ana", at(0))], { outgoing: [outgoing("c2", at(1))] }));
    expect(shape(rows)).toEqual(["beginning", "day", "+text 2", "+mine"]);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  });
});

describe("replies in threads", () => {
  const root = message(1, "ana", at(0));
  const reply = (seq: number) => ({ ...message(seq, "bo", at(seq)), thread_id: "m1" });
  const places = (rows: ReturnType<typeof rowsOf>) =>
    rows.flatMap((row) => (row.kind === "message" ? [row.inThread?.excerpt ?? null] : []));

  it("stand among the others and say once per run which thread they are of", () => {
    const rows = rowsOf(source([root, reply(2), reply(3), message(4, "bo", at(4)), reply(5)]));
    expect(shape(rows)).toEqual([
      "beginning",
      "day",
      "+text 1",
      "+text 2",
      "text 3",
      "+text 4",
      "+text 5",
    ]);
    expect(places(rows)).toEqual([null, "text 1", null, null, "text 1"]);
  });

  it("stand apart where the reader chose so, but for one that a link points at", () => {
    const messages = [root, reply(2), reply(3)];
    expect(shape(rowsOf(source(messages, { replies: "apart" })))).toEqual([
      "beginning",
      "day",
      "+text 1",
    ]);
    const linked = rowsOf(source(messages, { replies: "apart", linked: 3 }));
    expect(shape(linked).slice(2)).toEqual(["+text 1", "+text 3"]);
  });

  it("show that a long root goes on", () => {
    const long = { ...root, text: `${"word ".repeat(15)}end. And much more` };
    expect(places(rowsOf(source([long, reply(2)])))[1]).toBe(`${"word ".repeat(15)}end.…`);
  });

  it("say nothing of a root that is deleted or not here", () => {
    const deletion = { at: at(9), by: "ana", reason: "" };
    expect(places(rowsOf(source([{ ...root, deletion }, reply(2)])))).toEqual([null, null]);
    const [row] = rowsOf(source([reply(2)], { fromStart: false }));
    expect(row?.kind === "message" && row.inThread).toEqual({ rootId: "m1", excerpt: null });
  });

  it("wait in their thread while they are on their way", () => {
    const mine = { ...outgoing("c9", at(9)), thread_id: "m1" };
    const apart = rowsOf(source([root], { replies: "apart", outgoing: [mine] }));
    expect(shape(apart)).not.toContain("+mine");
    expect(shape(rowsOf(source([root], { outgoing: [mine] })))).toContain("+mine");
  });
});

describe("the New line", () => {
  it("stands over something unread until the first message below it is read", () => {
    const messages = [message(1, "bo", at(1)), message(2, "bo", at(2)), message(3, "bo", at(3))];
    const rows = rowsOf(source(messages, { newAfter: 1 }));
    const line = rows.findIndex((row) => row.kind === "new");
    expect(isLineUnread(rows, line, 1)).toBe(true);
    expect(isLineUnread(rows, line, 2)).toBe(false);
    expect(isLineUnread(rows, -1, 0)).toBe(false);
  });
});
