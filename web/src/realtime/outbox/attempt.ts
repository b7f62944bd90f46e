import type { Message } from "@/contract/types";

import type { Outgoing, SendResult } from "./outgoing";

/** What the server is asked: to take a message, or whether it has it. */
export interface Post {
  send(item: Outgoing, uploadIds: readonly string[]): Promise<SendResult>;
  /** My message by its client_id; null when the server has none. Rejects without an answer. */
  ask(item: Outgoing): Promise<Message | null>;
}

export type Answer = SendResult | { readonly kind: "absent" };

/**
 * One try. What may have arrived is asked for before it is sent again: a repeat would be answered with
 * the first result, but only where I may still write. What was taken back is only asked for.
 */
export async function attempt(
  item: Outgoing,
  post: { ask: Post["ask"]; send: (item: Outgoing) => Promise<SendResult> },
): Promise<Answer> {
  try {
    if (item.state === "unknown" || item.state === "withdrawn") {
      const message = await post.ask(item);
      if (message) return { kind: "accepted", message };
      if (item.state === "withdrawn") return { kind: "absent" };
    }
    return await post.send(item);
  } catch {
    return { kind: "unknown" };
  }
}

export type Change = Partial<Pick<Outgoing, "state" | "attempts" | "error" | "message" | "files">>;

export interface Outcome {
  /** null: nothing is left of it. */
  readonly change: Change | null;
  /** The room waits before the next try; `after` when the server said how long. */
  readonly again: boolean;
  readonly after: number | null;
}

const done = (change: Change | null): Outcome => ({ change, again: false, after: null });

/** What an answer makes of a message that was in the state `before` when the try began, and is `now`. */
export function outcomeOf(
  answer: Answer,
  before: Outgoing["state"],
  now: Outgoing["state"],
): Outcome {
  // It was quicker than the taking back: the room has it, and there it can be deleted.
  if (answer.kind === "accepted") {
    return done({ state: "sent", message: answer.message, error: null });
  }
  if (now === "withdrawn") {
    return answer.kind === "unknown" ? { change: {}, again: true, after: null } : done(null);
  }
  switch (answer.kind) {
    case "refused": {
      const { code, message } = answer;
      return done({ state: "failed", error: { code, message } });
    }
    case "later": {
      const state = before === "unknown" ? "unknown" : "queued";
      return { change: { state }, again: true, after: answer.after };
    }
    case "unknown":
      return { change: { state: "unknown" }, again: true, after: null };
    case "absent":
      return done(null);
  }
}
