import type { Member, Message, Reading, RoomEntry, RoomSettings } from "@/contract/types";
import type { Context, EventOf, Handlers } from "@/realtime/handlers";

import { withoutMessage, withReaction } from "./changes";
import { requoted, withQuote } from "./quotes";
import { threadsAt, type Threads } from "./threads";
import { changed, emptyTimeline, grown, restored, type Timeline } from "./timeline";

/** What the messages feature keeps in a room's cache entry. */
export interface Conversation extends Reading {
  readonly settings: RoomSettings;
  readonly last_message: Message | null;
  readonly timeline: Timeline;
  /** The threads that were opened, each as a timeline of its own. */
  readonly threads: Threads;
  /** The last event that changed a message known before: an older page of history is of no use. */
  readonly changed_seq: number;
}

export type ConversationEvent =
  | "room.created"
  | "member.added"
  | "message.sent"
  | "message.edited"
  | "message.deleted"
  | "message.restored"
  | "message.pinned"
  | "message.previewed"
  | "reaction.added"
  | "reaction.removed"
  | "thread.changed";

export function conversationOf(entry: RoomEntry, current?: Conversation): Conversation {
  // Old stretches stay in sight; what lies between them and the new tail is unknown.
  const old = current?.timeline.filter((stretch) => stretch.messages.length > 0) ?? [];
  return {
    ...readingOf(entry),
    settings: entry.settings,
    last_message: entry.last_message,
    timeline: [...old, ...emptyTimeline(entry.seq)],
    threads: threadsAt(current?.threads ?? {}, entry.seq),
    changed_seq: entry.seq,
  };
}

export function readingOf(from: Reading): Reading {
  const { last_read_seq, unread_count, mention_count, thread_unread_count, thread_mention_count } =
    from;
  return { last_read_seq, unread_count, mention_count, thread_unread_count, thread_mention_count };
}

export const conversationHandlers: Handlers<Conversation, ConversationEvent> = {
  "room.created": (state, { members }, context) => beginning(state, members, context),
  "member.added": (state, { member }, context) => beginning(state, [member], context),
  "message.sent": (state, event, context) => {
    const { message, thread } = event;
    const next = counted(state, event, context);
    const timeline = withThread(next.timeline, message.thread_id, thread);
    return { ...next, last_message: message, timeline: grown(timeline, message) };
  },
  "message.edited": (state, { message, quote }, { seq }) => ({
    ...state,
    last_message: edited(state.last_message, message, quote),
    timeline: requoted(
      changed(state.timeline, message.id, () => message),
      quote,
    ),
    changed_seq: seq,
  }),
  "message.deleted": (state, event, context) => ({
    ...uncounted(state, event, context, -1),
    last_message: event.last_message,
    timeline: withThread(
      withoutMessage(state.timeline, event, context.seq),
      event.thread_id,
      event.thread,
    ),
    changed_seq: context.seq,
  }),
  "message.restored": (state, { message, quote, thread, last_message }, context) => ({
    ...uncounted(state, message, context, 1),
    last_message,
    timeline: withThread(
      requoted(restored(state.timeline, message), quote),
      message.thread_id,
      thread,
    ),
    changed_seq: context.seq,
  }),
  "message.pinned": (state, { message_id, pinned }, { seq }) =>
    patched(state, message_id, seq, (message) => ({ ...message, pinned })),
  "message.previewed": (state, { message_id, previews }, { seq }) =>
    patched(state, message_id, seq, (message) => ({ ...message, previews })),
  "reaction.added": (state, event, { seq }) =>
    patched(state, event.message_id, seq, (message) => withReaction(message, event, true)),
  "reaction.removed": (state, event, { seq }) =>
    patched(state, event.message_id, seq, (message) => withReaction(message, event, false)),
  "thread.changed": (state, { thread_id, thread }, { seq }) =>
    patched(state, thread_id, seq, (message) => ({ ...message, thread })),
};

/** The newest message after an edit: it may be the edited one, or an answer that quotes it. */
function edited(
  last: Message | null,
  message: Message,
  quote: NonNullable<Message["reply_to"]>,
): Message | null {
  if (last?.id === message.id) return message;
  return last && withQuote(last, quote);
}

function patched(
  state: Conversation,
  id: string,
  seq: number,
  change: (message: Message) => Message,
): Conversation {
  const revised = (message: Message) => ({ ...change(message), revision: seq });
  const last = state.last_message;
  return {
    ...state,
    last_message: last?.id === id ? revised(last) : last,
    timeline: changed(state.timeline, id, revised),
    changed_seq: seq,
  };
}

/** Does this message call me? */
export function callsMe({ mentions }: Pick<Message, "mentions">, me: string): boolean {
  return mentions.group === "all" || mentions.user_ids.includes(me);
}

/** Where an unread message counts: among the room's, among the threads', or nowhere. */
function counted(
  state: Conversation,
  { message, thread_followers }: EventOf<"message.sent">,
  { me, seq }: Context,
): Conversation {
  const inThread = message.thread_id !== null && state.settings.view === "threaded";
  if (message.author_id === me) {
    // Writing is reading. What is left of the thread comes as reading.changed.
    return inThread ? state : { ...state, last_read_seq: seq, unread_count: 0, mention_count: 0 };
  }
  const called = callsMe(message, me) ? 1 : 0;
  if (!inThread) return added(state, 1, called);
  if (!thread_followers.includes(me)) return state;
  return {
    ...state,
    thread_unread_count: state.thread_unread_count + 1,
    thread_mention_count: state.thread_mention_count + called,
  };
}

interface Gone {
  readonly author_id: string;
  readonly thread_id: string | null;
  readonly mentions: Message["mentions"];
}

/** A message went or came back: exact for those outside threads; the rest is asked of the server. */
function uncounted(
  state: Conversation,
  message: Gone & ({ message_seq: number } | { seq: number }),
  { me }: Context,
  by: 1 | -1,
): Conversation {
  const at = "message_seq" in message ? message.message_seq : message.seq;
  const mine = message.author_id === me || message.thread_id !== null;
  if (mine || at <= state.last_read_seq) return state;
  return added(state, by, callsMe(message, me) ? by : 0);
}

/** May an event have changed my counts in a way that only the server can tell? */
export function needsRecount(
  state: Conversation,
  event: EventOf<"message.edited" | "message.deleted" | "message.restored">,
  me: string,
): boolean {
  if (event.type === "message.edited") {
    const { message, mentions_before } = event;
    const unread = message.seq > state.last_read_seq || message.thread_id !== null;
    return unread && callsMe(message, me) !== callsMe({ mentions: mentions_before }, me);
  }
  const { thread_id, author_id } = event.type === "message.deleted" ? event : event.message;
  return thread_id !== null && author_id !== me;
}

function added(state: Conversation, unread: number, mentions: number): Conversation {
  return {
    ...state,
    unread_count: state.unread_count + unread,
    mention_count: state.mention_count + mentions,
  };
}

function withThread(timeline: Timeline, root: string | null, thread: Message["thread"]): Timeline {
  return root === null ? timeline : changed(timeline, root, (message) => ({ ...message, thread }));
}

/** Joining is not a debt: what was said before counts as read. */
function beginning(
  state: Conversation,
  members: readonly Member[],
  { me, seq }: Context,
): Conversation {
  if (!members.some((member) => member.person.id === me)) return state;
  return { ...state, last_read_seq: seq, unread_count: 0, mention_count: 0 };
}
