import { useEffect, useMemo, useRef, useState } from "react";

import type { ConversationEntry } from "@/features/messages/hooks/use-conversation";
import { forgetArrived, usePending, withPending } from "@/features/messages/model/pending";
import { keepRows, type KeepRows } from "@/features/messages/model/kept-rows";
import { rowsOf, type Row, type RowSource } from "@/features/messages/model/rows";
import { stretchAt, type Stretch, type Timeline } from "@/features/messages/model/timeline";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import { useOutgoing } from "@/realtime/use-cache";

interface Wanted {
  /** The place in view: a seq, or null for the present end. */
  readonly anchor: number | null;
  readonly newAfter: number | null;
  readonly linked: number | null;
}

export interface Shown {
  readonly rows: readonly Row[];
  readonly stretch: Stretch;
  /** Is its last message the newest there is. */
  readonly live: boolean;
  readonly replies: RowSource["replies"];
}

/** The lines of a room around the place in view, with what is on its way laid over them. */
export function useRows(entry: ConversationEntry, { anchor, newAfter, linked }: Wanted): Shown {
  const { me } = useChat();
  const all = useOutgoing();
  const pending = usePending();
  const roomId = entry.room.id;
  const { timeline, settings } = entry;
  const stretch = stretchAt(timeline, anchor) ?? { from: 1, to: 0, messages: [] };
  const live = stretch === timeline.at(-1);
  const replies = settings.view === "threaded" ? "apart" : "among";
  const { messages, from } = stretch;
  const [keep] = useState<KeepRows>(keepRows);
  const rows = useMemo(() => {
    const outgoing = live ? all.filter((item) => item.room_id === roomId) : [];
    const lines = rowsOf({
      messages: withPending(messages, pending),
      outgoing,
      me,
      newAfter,
      fromStart: from <= 1,
      replies,
      linked,
    });
    return keep(lines);
  }, [messages, pending, from, live, all, roomId, me, newAfter, replies, linked, keep]);
  useEffect(() => forgetArrived(messages), [messages, pending]);
  return { rows, stretch, live, replies };
}

interface ThreadSource extends Omit<Wanted, "linked"> {
  readonly roomId: string;
  readonly rootId: string;
  readonly timeline: Timeline;
}

/** The lines of a thread: its root, then the replies. */
export function useThreadRows(source: ThreadSource): Omit<Shown, "replies"> {
  const { roomId, rootId, timeline, anchor, newAfter } = source;
  const { me } = useChat();
  const all = useOutgoing();
  const pending = usePending();
  const stretch = stretchAt(timeline, anchor) ?? { from: 1, to: 0, messages: [] };
  const live = stretch === timeline.at(-1);
  const { messages } = stretch;
  const [keep] = useState<KeepRows>(keepRows);
  const rows = useMemo(() => {
    const mine = (item: Outgoing) => item.room_id === roomId && item.thread_id === rootId;
    const lines = rowsOf({
      messages: withPending(messages, pending),
      outgoing: live ? all.filter(mine) : [],
      me,
      newAfter,
      // The root stands there instead of a beginning.
      fromStart: false,
      replies: "only",
      linked: null,
    });
    return keep(lines);
  }, [messages, pending, live, all, roomId, rootId, me, newAfter, keep]);
  useEffect(() => forgetArrived(messages), [messages, pending]);
  return { rows, stretch, live };
}

/** Whoever writes wants to see it: a new message of mine brings the present end into sight. */
export function useFollowMine(belongs: (item: Outgoing) => boolean, toEnd: () => void): void {
  const all = useOutgoing();
  const newest = all.findLast(belongs)?.client_id ?? "";
  const seen = useRef(newest);
  useEffect(() => {
    if (newest <= seen.current) return;
    seen.current = newest;
    toEnd();
  }, [newest, toEnd]);
}
