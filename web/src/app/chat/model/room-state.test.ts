import { describe, expect, it } from "vitest";

import type { Message, RoomEntry } from "@/contract/types";
import type { Event } from "@/realtime/handlers";
import { readingOf } from "@/features/messages/model/conversation";
import { withMembers } from "@/features/rooms/model/membership";

import { wireEntry, wireMember as member, wireMessage, wirePerson as person } from "@/test/wire";

import { advanceRoom, entryOf, roomStateOf, withReading, type RoomState } from "./room-state";

const message = (seq: number, author: string): Message =>
  wireMessage(seq, { room_id: "r", author_id: author });

const base = wireEntry();
const entry: RoomEntry = {
  ...base,
  room: { ...base.room, id: "r" },
  last_read_seq: 2,
  unread_count: 1,
  last_message: message(3, "ana"),
  people: [person("ana")],
};

function after(...events: Event[]): RoomState {
  return events.reduce(
    (state, event) =>
      advanceRoom(state, { stream: "room.r", seq: state.seq + 1, at: "", event }, "bo"),
    roomStateOf(undefined, entry),
  );
}

const sent = (seq: number, author: string): Event => ({
  type: "message.sent",
  message: message(seq, author),
  author: person(author),
  people: [],
  thread: null,
  thread_followers: [],
});

describe("a room's state", () => {
  it("counts another's message as unread and my own as read", () => {
    const theirs = after(sent(4, "ana"));
    expect([theirs.unread_count, theirs.last_read_seq, theirs.seq]).toEqual([2, 2, 4]);
    const mine = after(sent(4, "ana"), sent(5, "bo"));
    expect([mine.unread_count, mine.last_read_seq]).toEqual([0, 5]);
    expect(mine.last_message?.seq).toBe(5);
    expect(mine.timeline.at(-1)?.messages.map((m) => m.seq)).toEqual([4, 5]);
  });

  it("takes my own reading only at the seq at which it was derived", () => {
    const reading = { ...readingOf(entry), last_read_seq: 3, unread_count: 0 };
    const known = (room_seq: number) => ({ room_seq, reading, settings: entry.settings });
    expect(withReading(after(), known(3)).unread_count).toBe(0);
    const early = withReading(after(), known(4));
    expect([early.unread_count, early.recount]).toEqual([1, false]);
    const read: Event = { type: "room.read", user_id: "ana", last_read_seq: 3 };
    const there = advanceRoom(early, { stream: "room.r", seq: 4, at: "", event: read }, "bo");
    expect([there.unread_count, there.awaited]).toEqual([0, null]);
    expect(withReading(after(sent(4, "ana")), known(3)).recount).toBe(true);
  });

  it("follows members, their roles and their number", () => {
    const state = withMembers(after(), { seq: 3, members: [member("ana", "owner"), member("bo")] });
    if (!state) throw new Error("the list was refused");
    const events: Event[] = [
      { type: "member.added", member: member("cy"), added_by: "ana" },
      { type: "member.changed", member: member("bo", "admin") },
      { type: "member.removed", user_id: "ana", removed_by: "ana" },
    ];
    const end = events.reduce(
      (s, event, index) =>
        advanceRoom(s, { stream: "room.r", seq: 4 + index, at: "", event }, "bo"),
      state,
    );
    expect(end.members?.map((m) => [m.person.id, m.role])).toEqual([
      ["bo", "admin"],
      ["cy", "member"],
    ]);
    expect([end.member_count, end.role]).toEqual([2, "admin"]);
  });

  it("refuses a list of members older than the last change, and keeps positions heard before it", () => {
    const busy = after(sent(4, "ana"), {
      type: "member.added",
      member: member("cy"),
      added_by: "ana",
    });
    expect(withMembers(busy, { seq: 4, members: [member("ana")] })).toBeNull();
    const shown = { ...member("ana"), last_read_seq: 1 };
    const taken = withMembers(busy, { seq: 5, members: [shown, member("cy")] });
    expect(taken?.members?.[0]?.last_read_seq).toBe(4);
  });

  it("leaves positions that aren't shown alone, and what a reply in a thread can't tell", () => {
    const shown = { ...member("cy"), last_read_seq: 1 };
    const state = withMembers(after(), { seq: 3, members: [member("ana"), shown] });
    if (!state) throw new Error("the list was refused");
    const events: Event[] = [
      sent(4, "ana"),
      { ...sent(5, "cy"), message: { ...message(5, "cy"), thread_id: "m3" } } as Event,
    ];
    const end = events.reduce(
      (s, event, index) =>
        advanceRoom(s, { stream: "room.r", seq: 4 + index, at: "", event }, "bo"),
      state,
    );
    expect(end.members?.map((m) => m.last_read_seq)).toEqual([0, 1]);
    expect(withMembers(after(sent(4, "ana")), { seq: 4, members: [member("ana")] })).toMatchObject({
      members: [{ last_read_seq: 0 }],
    });
  });

  it("loses its role when I am removed or the room is deleted", () => {
    expect(after({ type: "member.removed", user_id: "bo", removed_by: "ana" }).role).toBeNull();
    expect(after({ type: "room.deleted", room_id: "r" }).role).toBeNull();
  });

  it("moves on over an event this client does not know", () => {
    const future = { type: "message.starred" } as unknown as Event;
    const state = after(future);
    expect(state.seq).toBe(4);
    expect(entryOf(state, entry.people)).toEqual({ ...entry, seq: 4 });
  });

  it("keeps history over a fresh snapshot, apart from the new tail", () => {
    const held = after(sent(4, "ana"));
    const fresh = roomStateOf(held, { ...entry, seq: 50 });
    expect(fresh.timeline.map(({ from, to }) => [from, to])).toEqual([
      [4, 4],
      [51, 50],
    ]);
  });
});
