import type { Message } from "@/contract/types";
import type { EventOf } from "@/realtime/handlers";

import { changed, type Timeline } from "./timeline";

const NOBODY: Message["mentions"] = { people: [], group: null, user_ids: [] };

/** A message with one more or one less reaction. Doing it twice changes nothing. */
export function withReaction(
  message: Message,
  { emoji, user_id }: { emoji: string; user_id: string },
  there: boolean,
): Message {
  const others = (ids: readonly string[]) => ids.filter((id) => id !== user_id);
  const known = message.reactions.some((reaction) => reaction.emoji === emoji);
  const kinds = known ? message.reactions : [...message.reactions, { emoji, user_ids: [] }];
  const reactions = kinds.map((kind) => {
    if (kind.emoji !== emoji || kind.user_ids.includes(user_id) === there) return kind;
    return { ...kind, user_ids: there ? [...kind.user_ids, user_id] : others(kind.user_ids) };
  });
  return { ...message, reactions: reactions.filter((kind) => kind.user_ids.length > 0) };
}

/** What is left of a deleted message: that it was there, and its thread. */
export function tombstoneOf(message: Message, deletion: NonNullable<Message["deletion"]>): Message {
  return {
    ...message,
    text: "",
    deletion,
    reply_to: null,
    forwarded: null,
    pinned: null,
    mentions: NOBODY,
    reactions: [],
    previews: [],
  };
}

/** The timeline with a tombstone; quotes of the message lose their text too. */
export function withoutMessage(
  timeline: Timeline,
  { message_id, deletion }: EventOf<"message.deleted">,
  seq: number,
): Timeline {
  const gone = changed(timeline, message_id, (message) => ({
    ...tombstoneOf(message, deletion),
    revision: seq,
  }));
  return gone.map((stretch) => {
    if (!stretch.messages.some((message) => message.reply_to?.message_id === message_id)) {
      return stretch;
    }
    return { ...stretch, messages: stretch.messages.map((one) => unquoted(one, message_id)) };
  });
}

function unquoted(message: Message, quotedId: string): Message {
  if (message.reply_to?.message_id !== quotedId) return message;
  return { ...message, reply_to: { ...message.reply_to, text: "", deleted: true } };
}
