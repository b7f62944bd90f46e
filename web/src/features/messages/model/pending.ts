import { useSyncExternalStore } from "react";

import type { Message } from "@/contract/types";

/** A change that is shown before the room has it. */
interface Pending {
  readonly patch: (message: Message) => Message;
  /** Has the room got it? Then the room's own copy counts again. */
  readonly arrived: (message: Message) => boolean;
}

let pending: ReadonlyMap<string, Pending> = new Map();
const listeners = new Set<() => void>();

function put(id: string, change: Pending | null): void {
  const next = new Map(pending);
  if (change) next.set(id, change);
  else next.delete(id);
  pending = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

interface Attempt<T> {
  readonly patch: (message: Message) => Message;
  readonly request: () => Promise<T>;
  /** By what one sees in a message that the request took effect. */
  readonly seenIn: (answer: T) => (message: Message) => boolean;
}

/**
 * Shows a change at once and asks the server for it. Refused, the message looks as before and the
 * error is the caller's. What the stream brings meanwhile is kept: this is laid over it, not put into it.
 */
export async function attempt<T>(id: string, { patch, request, seenIn }: Attempt<T>): Promise<T> {
  const waiting: Pending = { patch, arrived: () => false };
  put(id, waiting);
  // A later change of the same message has taken this one's place: it is not ours to end.
  const still = () => pending.get(id) === waiting;
  try {
    const answer = await request();
    if (still()) put(id, { patch, arrived: seenIn(answer) });
    return answer;
  } catch (error) {
    if (still()) put(id, null);
    throw error;
  }
}

/** The messages as they will be once everything on its way has arrived. */
export function withPending(
  messages: readonly Message[],
  changes: ReadonlyMap<string, Pending>,
): readonly Message[] {
  if (changes.size === 0 || !messages.some(({ id }) => changes.has(id))) return messages;
  return messages.map((message) => {
    const change = changes.get(message.id);
    return change && !change.arrived(message) ? change.patch(message) : message;
  });
}

/** Forgets the changes that these messages show by now. */
export function forgetArrived(messages: readonly Message[]): void {
  if (pending.size === 0) return;
  for (const message of messages) {
    if (pending.get(message.id)?.arrived(message)) put(message.id, null);
  }
}

/** Forgets all of them: nobody is signed in any more. */
export function clearPending(): void {
  pending = new Map();
  for (const listener of listeners) listener();
}

export function usePending(): ReadonlyMap<string, Pending> {
  return useSyncExternalStore(subscribe, () => pending);
}
