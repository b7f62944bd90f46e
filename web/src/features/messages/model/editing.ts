import { useSyncExternalStore } from "react";

import type { Message } from "@/contract/types";

/** Why the words could not be saved. They stay in the field. */
export type EditProblem =
  | { readonly kind: "meanwhile"; readonly text: string }
  | { readonly kind: "tooLate" | "deleted" }
  | { readonly kind: "other"; readonly words: string };

/** The one message that is being edited in this window. */
export interface Editing {
  readonly message: Message;
  /** Which list shows the field: the room's, or that of a thread. */
  readonly place: string;
  readonly text: string;
  /** The version these words are meant to replace. */
  readonly version: number;
  readonly problem: EditProblem | null;
  /** Where the focus goes afterwards. */
  readonly from: "composer" | "row";
}

let editing: Editing | null = null;
const listeners = new Set<() => void>();

/** Kept outside the list: a row that scrolls out of sight must not take the words with it. */
export function setEditing(next: Editing | null): void {
  editing = next;
  for (const listener of listeners) listener();
}

export function changeEditing(change: Partial<Editing>): void {
  if (editing) setEditing({ ...editing, ...change });
}

export const currentEditing = () => editing;

export function beginEditing(message: Message, place: string, from: Editing["from"]): void {
  const { text, version } = message;
  setEditing({ message, place, text, version, problem: null, from });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The edit of this message in this place, if there is one. */
export function useEditing(messageId: string | undefined, place: string): Editing | null {
  return useSyncExternalStore(subscribe, () =>
    editing && editing.message.id === messageId && editing.place === place ? editing : null,
  );
}
