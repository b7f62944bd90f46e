import type { Envelope } from "@/contract/events";
import type { Reading, RoomEntry, RoomSettings } from "@/contract/types";
import {
  membershipHandlers,
  membershipOf,
  withWritten,
  type Membership,
} from "@/features/rooms/model/membership";
import {
  conversationHandlers,
  conversationOf,
  needsRecount,
  readingOf,
  type Conversation,
} from "@/features/messages/model/conversation";
import { advanceThreads } from "@/features/messages/model/open-threads";
import { knownUpTo } from "@/features/messages/model/timeline";
import { applyEvent, type EventOf } from "@/realtime/handlers";

/** My reading and settings as the server knows them at `room_seq` of the room's stream. */
export interface KnownReading {
  readonly room_seq: number;
  readonly reading: Reading;
  readonly settings: RoomSettings;
}

/** One room's cache entry: each feature owns its slice. */
export interface RoomState extends Membership, Conversation {
  readonly seq: number;
  /** Heard on my own stream, but true only further on in the room's: it waits. */
  readonly awaited: KnownReading | null;
  /** My counts can't be derived from what came; the entry has to be asked for again. */
  readonly recount: boolean;
  /** How many readings my own stream has told: an answer asked for before the last of them is old. */
  readonly told: number;
}

/** The state a snapshot stands for; history read before stays. */
export function roomStateOf(current: RoomState | undefined, entry: RoomEntry): RoomState {
  const state: RoomState = {
    ...membershipOf(entry, current),
    ...conversationOf(entry, current),
    seq: entry.seq,
    awaited: null,
    recount: false,
    told: current?.told ?? 0,
  };
  const waiting = current?.awaited;
  // What was heard for this very seq or a later one may be newer than the snapshot; what is older is in it.
  return waiting && waiting.room_seq >= entry.seq ? placed(state, waiting) : state;
}

/** One event further. Pure: the same events lead every client to the same state. */
export function advanceRoom(state: RoomState, envelope: Envelope, me: string): RoomState {
  const { seq, event } = envelope;
  let next: RoomState = { ...state, ...applyEvent(membershipHandlers, state, envelope, me) };
  next = { ...next, ...applyEvent(conversationHandlers, next, envelope, me) };
  // Where the slices meet: writing is reading, which moves a position in the list of members. A reply
  // in a thread may come from someone who reads that thread alone; otherwise room.read follows it.
  if (event.type === "message.sent" && event.message.thread_id === null) {
    next = withWritten(next, event.message.author_id, seq);
  }
  if (changesText(event))
    next = { ...next, recount: next.recount || needsRecount(state, event, me) };
  const threads = advanceThreads(state, envelope, me);
  next = { ...next, timeline: knownUpTo(next.timeline, seq), threads, seq };
  return next.awaited ? placed(next, next.awaited) : next;
}

/**
 * Takes what my own stream says of this room. Two streams have no common order, so it counts only
 * at the seq at which the server derived it: before that it waits, after that we ask again.
 */
export function withReading(state: RoomState, known: KnownReading): RoomState {
  return placed({ ...state, told: state.told + 1 }, known);
}

/** Takes the answer to a question that was asked when `told` readings had been heard. */
export function withAnswer(state: RoomState, told: number, known: KnownReading): RoomState {
  return state.told === told ? placed(state, known) : { ...state, recount: true };
}

function placed(state: RoomState, known: KnownReading): RoomState {
  const { room_seq, reading, settings } = known;
  if (room_seq > state.seq) {
    const newer = !state.awaited || state.awaited.room_seq <= room_seq;
    return newer ? { ...state, awaited: known } : state;
  }
  const awaited = state.awaited && state.awaited.room_seq > room_seq ? state.awaited : null;
  if (room_seq < state.seq) return { ...state, settings, awaited, recount: true };
  return { ...state, ...readingOf(reading), settings, awaited, recount: false };
}

function changesText(
  event: Envelope["event"],
): event is EventOf<"message.edited" | "message.deleted" | "message.restored"> {
  return ["message.edited", "message.deleted", "message.restored"].includes(event.type);
}

/** Back to the wire's shape; `people` are whoever the caller knows. */
export function entryOf(state: RoomState, people: RoomEntry["people"]): RoomEntry {
  const { room, seq, role, settings, member_count, last_message } = state;
  return { room, seq, role, ...readingOf(state), settings, member_count, last_message, people };
}
