import type { Message } from "@/contract/types";

import type { Timeline } from "./timeline";

type Quote = NonNullable<Message["reply_to"]>;

/** A message whose quote, if it is one of this message, says what that says now. */
export function withQuote(message: Message, quote: Quote): Message {
  if (message.reply_to?.message_id !== quote.message_id) return message;
  return { ...message, reply_to: quote };
}

/** The timeline in which every answer quotes a message as it is now; untouched parts stay the same objects. */
export function requoted(timeline: Timeline, quote: Quote): Timeline {
  return timeline.map((stretch) => {
    const quoting = ({ reply_to }: Message) => reply_to?.message_id === quote.message_id;
    if (!stretch.messages.some(quoting)) return stretch;
    return { ...stretch, messages: stretch.messages.map((one) => withQuote(one, quote)) };
  });
}
