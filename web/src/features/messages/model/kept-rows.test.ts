import { describe, expect, it } from "vitest";

import { message } from "@/test/chat";

import { keepRows } from "./kept-rows";
import { rowsOf, type RowSource } from "./rows";

const base: RowSource = {
  messages: [message(1, "ana"), message(2, "ana"), message(3, "bo")],
  outgoing: [],
  me: "me",
  newAfter: null,
  fromStart: true,
  replies: "among",
  linked: null,
};
const rows = (change: Partial<RowSource> = {}) => rowsOf({ ...base, ...change });

describe("rows that are kept", () => {
  it("stay the same objects while they say the same", () => {
    const keep = keepRows();
    const before = keep(rows());
    const after = keep(rows({ messages: [...base.messages, message(4, "bo")] }));
    expect(before.every((row, index) => after[index] === row)).toBe(true);
    expect(after).toHaveLength(before.length + 1);
  });

  it("are new where a message changed, and where one heads its group by now", () => {
    const keep = keepRows();
    const texts = () => rows().map((row) => ("text" in row ? row.text : row.kind));
    expect(texts()).toEqual(["beginning", "day", "text 1", "text 2", "text 3"]);
    const before = keep(rows());
    const messages = base.messages.map((one) => (one.seq === 2 ? { ...one, text: "other" } : one));
    const edited = keep(rows({ messages }));
    expect(edited.map((row, index) => row === before[index])).toEqual([
      true,
      true,
      true,
      false,
      true,
    ]);
    const headed = keep(rows({ messages: messages.slice(1), fromStart: false }));
    expect(headed.map((row) => edited.includes(row))).toEqual([false, true]);
    expect(headed[0]).toMatchObject({ text: "other", first: true });
  });

  it("know the same place in a thread when it is told anew", () => {
    const keep = keepRows();
    const reply = { ...message(4, "bo"), thread_id: base.messages[0]?.id ?? "" };
    const source = { messages: [...base.messages, reply] };
    const before = keep(rows(source)).at(-1);
    expect(before).toMatchObject({ inThread: { excerpt: "text 1" } });
    expect(keep(rows(source)).at(-1)).toBe(before);
    const [first, ...others] = source.messages;
    const said = [{ ...message(1, "ana", "said otherwise"), id: first?.id ?? "" }, ...others];
    expect(keep(rows({ messages: said })).at(-1)).toMatchObject({
      inThread: { excerpt: "said otherwise" },
    });
  });
});
