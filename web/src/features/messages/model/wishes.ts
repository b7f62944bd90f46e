import type { Message } from "@/contract/types";

import { withReaction } from "./changes";

/** What I want of one emoji under one message, until the log says it. */
interface Wish {
  readonly there: boolean;
  /** The server did it, at this revision of the message. */
  readonly revision: number | null;
}

export type Wishes = ReadonlyMap<string, Wish>;

type Send = (messageId: string, emoji: string, there: boolean) => Promise<number>;

const NONE: Wishes = new Map();

/**
 * My reactions that are on their way. Each emoji of a message has one request at a time and the last wish
 * wins: however fast somebody taps, the server ends with what they see.
 */
export class ReactionWishes {
  readonly #send: Send;
  readonly #onFailure: (error: unknown) => void;
  readonly #byMessage = new Map<string, Wishes>();
  readonly #running = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(send: Send, onFailure: (error: unknown) => void) {
    this.#send = send;
    this.#onFailure = onFailure;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  of(messageId: string): Wishes {
    return this.#byMessage.get(messageId) ?? NONE;
  }

  /** Shows the wish at once and sends it. Resolves when nothing of this emoji is on its way any more. */
  async wish(messageId: string, emoji: string, there: boolean): Promise<void> {
    const key = `${messageId} ${emoji}`;
    this.#note(messageId, emoji, { there, revision: null });
    if (this.#running.has(key)) return;
    this.#running.add(key);
    try {
      await this.#fulfil(messageId, emoji);
    } catch (error) {
      this.#note(messageId, emoji, null);
      this.#onFailure(error);
    } finally {
      this.#running.delete(key);
    }
  }

  async #fulfil(messageId: string, emoji: string): Promise<void> {
    for (;;) {
      const wish = this.of(messageId).get(emoji);
      if (wish?.revision !== null) return;
      const revision = await this.#send(messageId, emoji, wish.there);
      // Changed their mind meanwhile: once more, or the last word would be an old one.
      if (this.of(messageId).get(emoji) === wish) {
        this.#note(messageId, emoji, { ...wish, revision });
      }
    }
  }

  /** Forgets what the log has told by now. */
  settle({ id, revision }: Pick<Message, "id" | "revision">): void {
    for (const [emoji, wish] of this.of(id)) {
      if (wish.revision !== null && wish.revision <= revision) this.#note(id, emoji, null);
    }
  }

  #note(messageId: string, emoji: string, wish: Wish | null): void {
    const next = new Map(this.of(messageId));
    if (wish) next.set(emoji, wish);
    else next.delete(emoji);
    if (next.size > 0) this.#byMessage.set(messageId, next);
    else this.#byMessage.delete(messageId);
    for (const listener of this.#listeners) listener();
  }
}

/** The reactions as I shall see them: the truth, and on top of it what I want and it does not know yet. */
export function wished(message: Message, wishes: Wishes, me: string): Message["reactions"] {
  let seen = message;
  for (const [emoji, { there, revision }] of wishes) {
    if (revision !== null && revision <= message.revision) continue;
    seen = withReaction(seen, { emoji, user_id: me }, there);
  }
  return seen.reactions;
}
