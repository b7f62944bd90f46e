import { useState } from "react";

import type { Timeline } from "@/features/messages/model/timeline";
import { rootOf } from "@/features/messages/model/threads";
import { useChat } from "@/realtime/chat-context";

import type { ConversationEntry } from "./use-conversation";
import { usePageFocus } from "./use-reading";
import { useNewLine, type Visit } from "./use-visit";

interface ThreadVisitParts {
  readonly entry: ConversationEntry;
  readonly rootId: string;
  readonly timeline: Timeline;
  readonly readUpTo: number;
  readonly counts: boolean;
  /** The reply a link points at. */
  readonly linked: number | null;
}

export interface ThreadVisit extends Visit {
  readonly readUpTo: number;
  /** Replies by others that I have not read, of those at the present end. */
  readonly unread: number;
}

/** A visit to a thread begins at its first unread reply, or where a link points. */
export function useThreadVisit(parts: ThreadVisitParts): ThreadVisit {
  const focused = usePageFocus();
  const readUpTo = readIn(parts);
  const unread = useUnread(parts, readUpTo);
  const root = rootOf(parts.timeline, parts.rootId);
  const last = root?.thread?.last_reply_seq ?? 0;
  const [begun] = useState(() => (parts.counts && last > readUpTo ? readUpTo : null));
  const position = { unread_count: unread, last_read_seq: readUpTo };
  const line = useNewLine(position, focused, begun);
  // The root is a stretch of its own at first: what is asked for begins after it.
  const place = parts.linked ?? begun;
  const [anchor, goTo] = useState(place === null ? null : Math.max(place, (root?.seq ?? 0) + 1));
  return { ...line, anchor, goTo, focused, readUpTo, unread };
}

/** Where replies stand among the room's messages, reading the room is reading them. */
function readIn({ entry: { settings, last_read_seq }, readUpTo }: ThreadVisitParts): number {
  return settings.view === "flat" ? Math.max(readUpTo, last_read_seq) : readUpTo;
}

function useUnread({ timeline, rootId }: ThreadVisitParts, readUpTo: number): number {
  const { me } = useChat();
  const others = (timeline.at(-1)?.messages ?? []).filter(
    ({ seq, id, author_id }) => seq > readUpTo && author_id !== me && id !== rootId,
  );
  return others.filter(({ deletion }) => deletion === null).length;
}
