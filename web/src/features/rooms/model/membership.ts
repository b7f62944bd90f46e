import type { Member, Room, RoomEntry, RoomRole } from "@/contract/types";
import type { Handlers } from "@/realtime/handlers";

/** What the rooms feature keeps in a room's cache entry. */
export interface Membership {
  readonly room: Room;
  readonly role: RoomRole | null;
  readonly member_count: number;
  /** In direct rooms both members. */
  readonly people_ids: readonly string[];
  /** null until somebody asked for the list. */
  readonly members: readonly Member[] | null;
  /** The last event that changed who is a member; an older list than that is of no use. */
  readonly members_changed_at: number;
  /** Read positions heard before the list of members was there. */
  readonly reads: Readonly<Record<string, number>>;
}

export type MembershipEvent =
  | "room.created"
  | "room.updated"
  | "room.deleted"
  | "member.added"
  | "member.removed"
  | "member.changed"
  | "room.read"
  | "room.delivered";

/** What a snapshot says; positions already heard stay, for they only move forward. */
export function membershipOf(entry: RoomEntry, current?: Membership): Membership {
  return {
    room: entry.room,
    role: entry.role,
    member_count: entry.member_count,
    people_ids: entry.people.map((person) => person.id),
    members: null,
    members_changed_at: entry.seq,
    reads: current?.reads ?? {},
  };
}

export const membershipHandlers: Handlers<Membership, MembershipEvent> = {
  "room.created": (state, event, { me, seq }) => ({
    ...state,
    room: event.room,
    role: event.members.find((member) => member.person.id === me)?.role ?? null,
    members: event.members,
    member_count: event.members.length,
    members_changed_at: seq,
  }),
  "room.updated": (state, event) => ({ ...state, room: event.room }),
  // What remains of a deleted room is taken away by room.left on the person's own stream.
  "room.deleted": (state) => ({ ...state, role: null, members: [], member_count: 0 }),
  "member.added": (state, { member }, { me, seq }) => ({
    ...state,
    role: member.person.id === me ? member.role : state.role,
    members: state.members && [...without(state.members, member.person.id), member],
    member_count: state.member_count + 1,
    members_changed_at: seq,
  }),
  "member.removed": (state, { user_id }, { me, seq }) => ({
    ...state,
    role: user_id === me ? null : state.role,
    members: state.members && without(state.members, user_id),
    member_count: Math.max(0, state.member_count - 1),
    members_changed_at: seq,
  }),
  "member.changed": (state, { member }, { me, seq }) => ({
    ...state,
    role: member.person.id === me ? member.role : state.role,
    members: state.members?.map((old) => replaced(old, member)) ?? null,
    members_changed_at: seq,
  }),
  "room.read": (state, { user_id, last_read_seq }) => withRead(state, user_id, last_read_seq),
  "room.delivered": (state, { user_id, delivered_seq }) => ({
    ...state,
    members:
      state.members?.map((member) =>
        member.person.id === user_id ? { ...member, delivered_seq } : member,
      ) ?? null,
  }),
};

/** Moves one person's read position; it never goes back. */
export function withRead<S extends Membership>(state: S, userId: string, seq: number): S {
  if (!state.members) {
    const reads = { ...state.reads, [userId]: Math.max(seq, state.reads[userId] ?? 0) };
    return { ...state, reads };
  }
  const members = state.members.map((member) =>
    member.person.id === userId && member.last_read_seq < seq
      ? { ...member, last_read_seq: seq }
      : member,
  );
  return { ...state, members };
}

/**
 * Writing outside threads is reading up to there. A position of 0 is one that isn't shown (by the
 * person, or in a large room), so it stays.
 */
export function withWritten<S extends Membership>(state: S, userId: string, seq: number): S {
  const hidden = state.members?.find(({ person }) => person.id === userId)?.last_read_seq === 0;
  return hidden ? state : withRead(state, userId, seq);
}

/** Takes the list of members, or answers with null when it is older than what happened since. */
export function withMembers<S extends Membership & { seq: number }>(
  state: S,
  list: { seq: number; members: readonly Member[] },
): S | null {
  if (list.seq < state.members_changed_at) return null;
  const members = list.members.map((member) => ({
    ...member,
    // What isn't shown stays 0, whatever they wrote since.
    last_read_seq:
      member.last_read_seq && Math.max(member.last_read_seq, state.reads[member.person.id] ?? 0),
  }));
  return { ...state, members, reads: {} };
}

function without(members: readonly Member[], userId: string): Member[] {
  return members.filter((member) => member.person.id !== userId);
}

function replaced(old: Member, member: Member): Member {
  if (old.person.id !== member.person.id) return old;
  return { ...member, last_read_seq: Math.max(old.last_read_seq, member.last_read_seq) };
}
