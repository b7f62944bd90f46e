import { describe, expect, it } from "vitest";

import type { Envelope, Member, RoomEntry } from "@/contract/events";
import { peopleIn } from "@/app/chat/model/people-in";
import { readingOf } from "@/features/messages/model/conversation";
import { withMembers } from "@/features/rooms/model/membership";
import type { People } from "@/realtime/keys";
import { withPeople } from "@/realtime/people";
import { wireEntry } from "@/test/wire";

import { advanceRoom, entryOf, roomStateOf, withReading, type RoomState } from "./room-state";

interface Snapshot {
  entry: RoomEntry;
  members: Member[];
}

/** Written by server/tests/test_traces.py: snapshots from the real queries around real events. */
interface Trace {
  name: string;
  me: string;
  before: Snapshot | null;
  events: Envelope[];
  after: Snapshot | null;
}

const traces = Object.values(
  import.meta.glob<Trace>("../../../../../contract/traces/*.json", {
    eager: true,
    import: "default",
  }),
);

/** A room of which nothing has happened yet. */
const unborn = (trace: Trace): RoomEntry => {
  const empty = wireEntry({ seq: 0, role: null, last_read_seq: 0, member_count: 0 });
  const id = trace.events[0]?.stream.slice("room.".length) ?? "";
  return { ...empty, room: { ...empty.room, id } };
};

function start({ before }: Trace, trace: Trace): RoomState {
  const state = roomStateOf(undefined, before?.entry ?? unborn(trace));
  const list = { seq: state.seq, members: before?.members ?? [] };
  const whole = withMembers(state, list);
  if (!whole) throw new Error("the list of members does not fit its snapshot");
  return whole;
}

const byPerson = (members: readonly Member[] | null) =>
  [...(members ?? [])].sort((a, b) => a.person.id.localeCompare(b.person.id));

/** The room's own stream, and from mine what concerns my reading of it. */
function heard(state: RoomState, envelope: Envelope, me: string): RoomState {
  const { event } = envelope;
  if (event.type === "reading.changed") return withReading(state, event);
  return advanceRoom(state, envelope, me);
}

/** What only the server can count is asked of it: the counts of the last snapshot, and nothing else of it. */
function recounted(state: RoomState, { after }: Trace): RoomState {
  if (!state.recount || !after) return state;
  const reading = readingOf(after.entry);
  return withReading(state, { room_seq: state.seq, reading, settings: state.settings });
}

describe("golden traces", () => {
  it("are there", () => {
    expect(traces.length).toBeGreaterThanOrEqual(8);
  });

  it.each(traces.map((trace) => [trace.name, trace] as const))(
    "%s, with my own stream ahead of the room's",
    (_name, trace) => {
      const own = trace.events.filter(({ event }) => event.type === "reading.changed");
      const others = trace.events.filter(({ event }) => event.type !== "reading.changed");
      let state = start(trace, trace);
      for (const envelope of [...own, ...others]) state = heard(state, envelope, trace.me);
      state = recounted(state, trace);
      if (trace.after) expect(entryOf(state, trace.after.entry.people)).toEqual(trace.after.entry);
    },
  );

  it.each(traces.map((trace) => [trace.name, trace] as const))("%s", (_name, trace) => {
    let people: People = withPeople({}, trace.before?.entry.people ?? []);
    let state = start(trace, trace);
    for (const envelope of trace.events) {
      state = heard(state, envelope, trace.me);
      people = withPeople(people, peopleIn(envelope.event));
    }
    state = recounted(state, trace);
    if (!trace.after) {
      // Removed or deleted: what is left of the room is not mine any more.
      expect(state.role).toBeNull();
      return;
    }
    const { entry, members } = trace.after;
    expect(entryOf(state, entry.people)).toEqual(entry);
    expect(byPerson(state.members)).toEqual(byPerson(members));
    for (const person of entry.people) expect(people[person.id]).toEqual(person);
  });
});
