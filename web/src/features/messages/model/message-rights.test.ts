import { describe, expect, it } from "vitest";

import type { Message } from "@/contract/types";
import { wireMessage } from "@/test/wire";

import { deedsOn, type Standpoint } from "./message-rights";

const SENT = Date.parse("2026-01-01T00:00:00.000Z");
const mine = wireMessage(1, { author_id: "me" });
const theirs = wireMessage(2, { author_id: "ana" });
const member: Standpoint = {
  me: "me",
  role: "member",
  room: { kind: "private", archived: false },
  editMinutes: 60,
  now: SENT,
};

const may = (message: Message, change: Partial<Standpoint> = {}, saved = false) => [
  ...deedsOn(message, { ...member, ...change }, saved),
];

describe("what may be done with a message", () => {
  it("is everything with one's own, until the time for editing is over", () => {
    expect(may(mine)).toEqual(expect.arrayContaining(["edit", "delete", "reply", "pin", "save"]));
    const justBefore = SENT + 60 * 60_000 - 1;
    expect(may(mine, { now: justBefore })).toContain("edit");
    expect(may(mine, { now: justBefore + 1 })).not.toContain("edit");
    expect(may(mine, { now: justBefore + 1 })).toContain("delete");
    expect(may(mine, { now: SENT + 1e12, editMinutes: null })).toContain("edit");
  });

  it("does not reach others' words, but for a room's leaders, and never in a direct chat", () => {
    expect(may(theirs)).not.toContain("edit");
    expect(may(theirs)).not.toContain("remove");
    expect(may(theirs, { role: "admin" })).toContain("remove");
    expect(may(theirs, { role: "admin" })).not.toContain("edit");
    expect(may(mine, { role: "admin" })).not.toContain("remove");
    const room = { kind: "direct" as const, archived: false };
    expect(may(theirs, { role: "owner", room })).not.toContain("remove");
  });

  it("is reading and taking along where nobody writes", () => {
    const room = { kind: "public" as const, archived: true };
    expect(may(mine, { room })).toEqual(["copyText", "copyLink", "forward", "markUnread", "save"]);
    expect(may(mine, { role: null })).toEqual(["copyText", "copyLink", "forward"]);
  });

  it("offers the opposite of what is done already", () => {
    const pinned = { ...theirs, pinned: { at: "2026-01-01T00:00:00.000Z", by: "ana" }, version: 2 };
    const deeds = may(pinned, {}, true);
    expect(deeds).toEqual(expect.arrayContaining(["unpin", "unsave", "history"]));
    expect(deeds).not.toContain("pin");
    expect(deeds).not.toContain("save");
    expect(may(theirs)).not.toContain("history");
  });

  it("is nothing with a deleted one", () => {
    const deletion = { at: "2026-01-01T00:00:00.000Z", by: "me", reason: "" };
    expect(may({ ...mine, deletion }, { role: "owner" })).toEqual([]);
  });

  it("takes previews away only from one's own, or as a leader", () => {
    const preview = {
      id: "p",
      url: "https://a.example/",
      title: "A",
      description: "",
      site: "",
      picture: null,
    };
    const previews = [preview];
    expect(may({ ...mine, previews })).toContain("removePreviews");
    expect(may({ ...theirs, previews })).not.toContain("removePreviews");
    expect(may({ ...theirs, previews }, { role: "admin" })).toContain("removePreviews");
  });
});
