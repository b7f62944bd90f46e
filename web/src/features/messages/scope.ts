import {
  createContext,
  use,
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from "react";

import type { Attachment, Message, Forwarded, Room, RoomRole } from "@/contract/types";

/** Puts something behind a face or a name: who that is, and what may be done about them. */
export type Who = (userId: string, face: ReactElement) => ReactNode;

/** What lies over the list: one at a time, and it stays when its row scrolls away. */
export interface OpenDialog {
  readonly kind: "history" | "remove" | "emptied";
  readonly message: Message;
}

/** A field in which a message of this room is changed. */
export interface CompletedField {
  readonly roomId: string;
  readonly threadId: string | null;
  readonly text: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Nothing was typed yet: what stands there asks for nothing. */
  readonly asleep: boolean;
}

/** The list that completes names and shortcodes, and what its field needs for it. */
export interface Completion {
  readonly list: ReactNode;
  /** True when the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly fieldProps: ComponentProps<"textarea">;
}

/** What the messages feature cannot do by itself; app/chat puts it together from other features. */
export interface MessagePorts {
  readonly who: Who;
  /** Answers a message with a quote. */
  readonly reply: (message: Message) => void;
  /** Opens a thread, or the place where one begins. */
  readonly openThread: (rootId: string) => void;
  /** Goes to a message of this room. */
  readonly jump: (seq: number) => void;
  /** Follows a link that leads to a place of this client. */
  readonly follow: (path: string) => void;
  /** Makes this message and all after it unread; left out where there is no such thing. */
  readonly markUnread?: (message: Message) => void;
  readonly forward: (message: Message) => void;
  /** Shows a picture of a message large, among all of the room. */
  readonly showPicture: (message: Message, picture: Attachment) => void;
  /** Keeps a message for later, or takes it off the list. */
  readonly save: (message: Message, saved: boolean) => void;
  readonly useSaved: (messageId: string) => boolean;
  /** Completes what is typed into a field, as where messages are written. */
  readonly useCompletion: (field: CompletedField) => Completion;
  /** Gives the focus back to the field where messages are written. */
  readonly focusComposer: () => void;
  /** Where a forwarded message comes from, when I may go there. */
  readonly origin: (forwarded: Forwarded) => ReactNode;
  /** How much is unread in a thread. */
  readonly threadMark?: (rootId: string) => ReactNode;
}

/** The list that a message stands in. */
export interface MessageScope {
  readonly room: Room;
  readonly role: RoomRole | null;
  /** The thread whose messages these are; null in the room itself. */
  readonly threadId: string | null;
  readonly ports: MessagePorts;
  readonly openDialog: (dialog: OpenDialog | null) => void;
}

export const MessageScopeContext = createContext<MessageScope | null>(null);

export function useMessageScope(): MessageScope {
  const scope = use(MessageScopeContext);
  if (!scope) throw new Error("A message outside MessageScopeContext");
  return scope;
}

/** Names the list, where the same message may stand in two of them. */
export const placeOf = ({ room, threadId }: Pick<MessageScope, "room" | "threadId">) =>
  threadId ?? room.id;
