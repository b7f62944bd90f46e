import { describe, expect, it } from "vitest";

import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import { member as wireMember, message, person, roomEntry } from "@/test/chat";

import { membershipOf } from "./membership";
import { deedsOn, rightsIn } from "./rights";
import { peerOf, titleOf } from "./room-title";
import { asksFor, neighbourOf, sectionsOf, type Section } from "./sidebar";

function room(id: string, kind: "direct" | "private", minute: number, unread = 0): RoomSummary {
  const entry = roomEntry({
    room: { ...roomEntry().room, id, kind, name: kind === "direct" ? "" : id },
  });
  const last = { ...message(minute * 60, "ana"), room_id: id };
  return { ...entry, ...membershipOf(entry), seq: 9, unread_count: unread, last_message: last };
}

const rowsIn = (sections: readonly Section[], kind: Section["kind"], name = "") =>
  sections.find((one) => one.kind === kind && one.name === name)?.rows ?? [];

const outgoing = (room_id: string, state: Outgoing["state"], created_at: string): Outgoing => ({
  client_id: "x",
  room_id,
  text: "mine",
  files: [],
  reply_to: null,
  thread_id: null,
  created_at,
  state,
  attempts: 0,
  error: null,
  message: null,
});

const ids = (rows: readonly { entry: RoomSummary }[]) => rows.map(({ entry }) => entry.room.id);

describe("the list of chats", () => {
  const rooms = [
    room("old", "private", 1, 1),
    room("new", "private", 9),
    room("d1", "direct", 2),
    room("d2", "direct", 5, 2),
  ];

  it("has people first, and in each part the latest on top", () => {
    const sections = sectionsOf(rooms, [], "me");
    expect(ids(rowsIn(sections, "direct"))).toEqual(["d2", "d1"]);
    expect(ids(rowsIn(sections, "rooms"))).toEqual(["new", "old"]);
  });

  it("counts mine on its way as activity, a refused one not", () => {
    const later = "2026-01-02T00:00:00.000Z";
    const waiting = sectionsOf(rooms, [outgoing("old", "queued", later)], "me");
    expect(ids(rowsIn(waiting, "rooms"))).toEqual(["old", "new"]);
    expect(rowsIn(waiting, "rooms")[0]).toMatchObject({ waiting: true, last: { text: "mine" } });
    const failed = sectionsOf(rooms, [outgoing("old", "failed", later)], "me");
    expect(ids(rowsIn(failed, "rooms"))).toEqual(["new", "old"]);
  });

  it("has favourites and my own sections first; a section that is gone holds nothing back", () => {
    const placed = (index: number, settings: Partial<RoomSummary["settings"]>) => {
      const entry = rooms[index] ?? room("none", "private", 0);
      return { ...entry, settings: { ...entry.settings, ...settings } };
    };
    const chosen = [
      placed(0, { favourite: true, section: "Work" }),
      placed(1, { section: "Work" }),
      placed(2, { section: "Gone" }),
      placed(3, { section: "Work" }),
    ];
    const sections = sectionsOf(chosen, [], "me", ["Play", "Work"]);
    expect(sections.map(({ kind, name, rows }) => [kind, name, ids(rows)])).toEqual([
      ["favourites", "", ["old"]],
      ["own", "Play", []],
      ["own", "Work", ["new", "d2"]],
      ["direct", "", ["d1"]],
      ["rooms", "", []],
    ]);
  });

  it("asks for attention in a muted room only when I am called", () => {
    const loud = room("loud", "private", 1, 3);
    const muted = { ...loud, settings: { ...loud.settings, muted: true } };
    expect([loud, muted, { ...muted, mention_count: 1 }].map(asksFor)).toEqual([true, false, true]);
  });

  it("is walked through in the order in which it is seen, round and round", () => {
    const sections = sectionsOf(rooms, [], "me");
    expect(neighbourOf(sections, "d1", 1, false)).toBe("new");
    expect(neighbourOf(sections, "old", 1, false)).toBe("d2");
    expect(neighbourOf(sections, "d2", -1, false)).toBe("old");
    expect(neighbourOf(sections, "d2", 1, true)).toBe("old");
    expect(neighbourOf(sections, "new", -1, true)).toBe("d2");
    expect(neighbourOf(sections, null, 1, false)).toBe("d2");
    expect(neighbourOf(sections, null, -1, false)).toBe("old");
    expect(neighbourOf([], null, 1, false)).toBeNull();
  });
});

describe("what a room is called", () => {
  const people = { ana: person("ana", "Ana"), me: person("me", "Mia") };

  it("is the other's name in a direct chat, and my notes when I am alone", () => {
    const direct = room("d1", "direct", 1);
    expect(titleOf(direct, people, "me")).toBe("Ana");
    expect(peerOf(direct, people, "me")?.id).toBe("ana");
    expect(titleOf({ ...direct, people_ids: ["me"] }, people, "me")).toBe("Notes to self");
    expect(titleOf(direct, {}, "me")).toBe("Somebody");
    expect(titleOf(room("Kitchen", "private", 1), people, "me")).toBe("Kitchen");
  });
});

describe("rights in a room", () => {
  const as = (role: "owner" | "admin" | "member" | null, kind: "private" | "public" | "direct") =>
    rightsIn({ role, room: { ...roomEntry().room, kind } });
  const ana = (role: "owner" | "admin" | "member") => wireMember("ana", role);

  it("follow the role and the kind of room", () => {
    expect(as("owner", "private")).toEqual({ change: true, add: true, own: true, leave: true });
    expect(as("admin", "private")).toEqual({ change: true, add: true, own: false, leave: true });
    expect(as("member", "private")).toEqual({ change: false, add: false, own: false, leave: true });
    expect(as("member", "public").add).toBe(true);
    // Adding to a pair starts a new room, so either of them may.
    expect(as("member", "direct")).toEqual({ change: false, add: true, own: false, leave: false });
    expect(as(null, "public")).toEqual({ change: false, add: false, own: false, leave: false });
  });

  it("let owners do everything, admins nothing to owners, and members nothing", () => {
    expect(deedsOn(ana("member"), "owner", "me")).toEqual([
      "owner",
      "admin",
      "hand-over",
      "remove",
    ]);
    expect(deedsOn(ana("admin"), "admin", "me")).toEqual(["member", "remove"]);
    expect(deedsOn(ana("owner"), "admin", "me")).toEqual([]);
    expect(deedsOn(ana("member"), "member", "me")).toEqual([]);
    expect(deedsOn(ana("owner"), "owner", "ana")).toEqual([]);
  });
});
