import type { Envelope } from "@/contract/events";
import type { Community, CustomEmoji, Me } from "@/contract/types";
import type { MembershipEvent } from "@/features/rooms/model/membership";
import type { ConversationEvent } from "@/features/messages/model/conversation";
import { applyEvent, type EventType, type Handlers } from "@/realtime/handlers";

/** What the `user` stream leads to: who I am, and which rooms are mine. */
export interface AccountState {
  readonly seq: number;
  readonly me: Me;
  readonly rooms: readonly string[];
  /** The messages kept for later, newest first. */
  readonly saved: readonly string[];
}

/** What the `community` stream leads to; people stand in their own entry. */
export interface CommunityState {
  readonly seq: number;
  readonly community: Community;
  /** This server's own emoji, by name. */
  readonly emoji: readonly CustomEmoji[];
}

type AccountEvent =
  | "room.joined"
  | "room.left"
  | "account.changed"
  | "sessions.ended"
  | "reading.changed"
  | "draft.changed"
  | "saved.changed";
type CommunityEvent = "profile.changed" | "community.changed" | "emoji.added" | "emoji.removed";

const accountHandlers: Handlers<AccountState, AccountEvent> = {
  "room.joined": (state, { entry }) => ({
    ...state,
    rooms: [...state.rooms.filter((id) => id !== entry.room.id), entry.room.id],
  }),
  "room.left": (state, { room_id }) => ({
    ...state,
    rooms: state.rooms.filter((id) => id !== room_id),
  }),
  "account.changed": (state, { me }) => ({ ...state, me }),
  // Nothing to show: the server closes the sockets of those sessions with 4401.
  "sessions.ended": (state) => state,
  // The live chat hands it to the room's entry.
  "reading.changed": (state) => state,
  "draft.changed": (state) => state,
  "saved.changed": (state, { message_id, saved }) => ({
    ...state,
    saved: withSaved(state.saved, message_id, saved),
  }),
};

/** The list with a message on top of it, or without it. */
export function withSaved(ids: readonly string[], id: string, saved: boolean): readonly string[] {
  const others = ids.filter((one) => one !== id);
  return saved ? [id, ...others] : others;
}

const communityHandlers: Handlers<CommunityState, CommunityEvent> = {
  // The person is put into the people entry by `peopleIn`: newest revision wins, in any order.
  "profile.changed": (state) => state,
  "emoji.added": (state, { emoji }) => ({
    ...state,
    emoji: [...state.emoji, emoji].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }),
  "emoji.removed": (state, { emoji_id }) => ({
    ...state,
    emoji: state.emoji.filter(({ id }) => id !== emoji_id),
  }),
  "community.changed": (state, { community }) => ({ ...state, community }),
};

export function advanceAccount(state: AccountState, envelope: Envelope, me: string): AccountState {
  return { ...applyEvent(accountHandlers, state, envelope, me), seq: envelope.seq };
}

export function advanceCommunity(
  state: CommunityState,
  envelope: Envelope,
  me: string,
): CommunityState {
  return { ...applyEvent(communityHandlers, state, envelope, me), seq: envelope.seq };
}

/** Does not compile when an event type of the contract has no handler in any feature. */
type Unhandled = Exclude<
  EventType,
  MembershipEvent | ConversationEvent | AccountEvent | CommunityEvent
>;
export const unhandled: [Unhandled] extends [never] ? null : Unhandled = null;
