import { useCallback, type RefObject } from "react";

import type { Message, Quote } from "@/contract/types";
import { plainText } from "@/lib/formatting/plain-text";
import { useChat } from "@/realtime/chat-context";
import type { Begun, DraftPlace } from "@/realtime/drafts/drafts";
import { useDraft } from "@/realtime/drafts/use-drafts";
import { isSendable } from "@/realtime/uploads/use-uploads";

import { useSendCheck, type Doubt } from "./use-send-check";
import { useTypingLease } from "./use-typing-lease";

const QUOTE_LENGTH = 200;

/** A message as it will stand above the answer, until the server's own quote is there. */
export function quoteOf({ id, seq, author_id, text, attachments }: Message): Quote {
  const plain = plainText(text, { spoilers: false }).slice(0, QUOTE_LENGTH);
  return {
    message_id: id,
    seq,
    author_id,
    text: plain,
    attachment: attachments[0] ?? null,
    deleted: false,
  };
}

export interface Writing {
  readonly begun: Begun;
  readonly doubt: Doubt | null;
  readonly write: (change: { text?: string; reply_to?: Quote | null }) => void;
  /** A key was pressed. */
  readonly type: (text: string) => void;
  readonly clearReply: () => void;
  readonly settle: (take: "other" | "mine") => void;
  readonly send: () => Promise<void>;
  readonly sendAnyway: () => void;
  readonly reconsider: () => void;
  /** The field lost the focus, or goes: what is begun is told now. */
  readonly leave: () => void;
}

interface WritingParts {
  /** Stays the same object while the place does. */
  place: DraftPlace;
  field: RefObject<HTMLTextAreaElement | null>;
  onSent: () => void;
}

/** What is begun in one place, and how it becomes a message. */
export function useWriting({ place, field, onSent }: WritingParts): Writing {
  const { outbox, drafts, uploads } = useChat();
  const { room_id: roomId, thread_id: threadId } = place;
  const begun = useDraft(place) ?? { ...place, ...NOTHING };
  const tell = useTypingLease(roomId);
  const { doubt, passes, settle } = useSendCheck(roomId);
  const leave = useCallback(() => drafts.flush(), [drafts]);
  const write: Writing["write"] = (change) => drafts.write(place, change);

  function commit(text: string) {
    const reply_to = drafts.read(place)?.reply_to ?? null;
    const files = uploads.draft(place).filter(isSendable);
    const ids = files.map(({ id }) => id);
    outbox.add(roomId, text, { reply_to, thread_id: threadId }, ids);
    onSent();
    drafts.sent(place, text);
    tell(false);
    field.current?.focus();
  }

  return {
    begun,
    doubt,
    write,
    leave,
    type: (text) => {
      write({ text });
      tell(text.trim() !== "");
    },
    clearReply: () => write({ reply_to: null }),
    settle: (take) => drafts.settle(place, take),
    send: async () => {
      const text = begun.text.trim();
      // While the answer was on its way more may have been typed: then this was not it.
      const now = () => drafts.read(place)?.text.trim() ?? "";
      // What was refused is said above the field: with or without it is the person's to decide.
      if (!(await uploads.taken(place))) return;
      if ((await passes(text)) && now() === text) commit(text);
    },
    sendAnyway: () => {
      if (doubt) commit(doubt.text);
      settle();
    },
    reconsider: () => {
      settle();
      field.current?.focus();
    },
  };
}

const NOTHING = { text: "", reply_to: null, updated_at: "", other: null };
