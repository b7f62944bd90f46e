import type { Message } from "@/contract/types";

import { callsMe, type Conversation } from "./conversation";

/**
 * The room with a message and all after it unread, as far as the messages at hand tell: shown until
 * the server's own counts come. A reply in the threaded view takes back its thread, which only the
 * server can count.
 */
export function unreadFrom<S extends Conversation>(state: S, from: Message, me: string): S {
  const apart = state.settings.view === "threaded";
  const last_read_seq = Math.min(state.last_read_seq, from.seq - 1);
  if ((apart && from.thread_id !== null) || last_read_seq === state.last_read_seq) return state;
  const unread = state.timeline
    .flatMap(({ messages }) => messages)
    .filter(
      ({ seq, author_id, deletion, thread_id }) =>
        seq > last_read_seq && author_id !== me && !deletion && !(apart && thread_id !== null),
    );
  return {
    ...state,
    last_read_seq,
    unread_count: unread.length,
    mention_count: unread.filter((message) => callsMe(message, me)).length,
  };
}
