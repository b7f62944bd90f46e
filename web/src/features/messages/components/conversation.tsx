import { Suspense, useCallback, useMemo, useState, type ReactNode, type Ref } from "react";

import type { Message } from "@/contract/types";
import { markRead } from "@/features/messages/api/mark-read";
import type { ConversationEntry } from "@/features/messages/hooks/use-conversation";
import { useEditLast, type ConversationHandle } from "@/features/messages/hooks/use-edit-last";
import { useHolding } from "@/features/messages/hooks/use-holding";
import { useFilled, useHistory } from "@/features/messages/hooks/use-history";
import { lastSeqInSight, type Sight } from "@/features/messages/hooks/use-message-scroll";
import { useOutgoingDeeds } from "@/features/messages/hooks/use-outgoing-deeds";
import { indexAt, usePlace } from "@/features/messages/hooks/use-place";
import { useReading } from "@/features/messages/hooks/use-reading";
import { useRelease } from "@/features/messages/hooks/use-release";
import { useFollowMine, useRows } from "@/features/messages/hooks/use-rows";
import { useSight } from "@/features/messages/hooks/use-sight";
import { useVisit } from "@/features/messages/hooks/use-visit";
import { threadBehind } from "@/features/messages/model/linked";
import { deliveredUpTo, SEEN_BY_LIMIT, seenBy, seenUpTo } from "@/features/messages/model/receipts";
import { isLineUnread, isShown, type MessageRow, type Row } from "@/features/messages/model/rows";
import { missingAt } from "@/features/messages/model/timeline";
import type { MessagePorts } from "@/features/messages/scope";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import { Announcer } from "./announcer";
import { JumpPill, UnreadAbove } from "./jump-pill";
import { ListNotice } from "./lines";
import { MessageList } from "./message-list";
import { MessageStage } from "./message-stage";
import { tickMarks, tickOf } from "./ticks";

const SeenBy = lazyPart(() => import("./seen-by").then((file) => file.SeenBy));

interface ConversationProps {
  entry: ConversationEntry;
  name: string;
  /** The message a link points at. */
  linked: number | null;
  beginning: ReactNode;
  ports: MessagePorts;
  /** A refused message goes back into the composer. */
  onEdit: (item: Outgoing) => void;
  handle?: Ref<ConversationHandle>;
}

/** A room's messages: history, the live end, mine on their way. Mounted anew for each visit. */
export function Conversation(props: ConversationProps) {
  const { entry, name, beginning, ports } = props;
  // A reply that stands in its thread only is shown there: app/chat leads on to it.
  const behind = threadBehind(entry, props.linked) !== null;
  const linked = behind ? null : props.linked;
  const { me } = useChat();
  const visit = useVisit(entry, props.linked);
  const { anchor, newAfter, goTo, held, hold } = visit;
  const shown = useRows(entry, { anchor, newAfter, linked });
  const { rows, live, replies } = shown;
  const history = useHistory(entry.room.id);
  const counts = useCallback(
    (message: Message) => isShown(message, { replies, linked }),
    [replies, linked],
  );
  useFilled(entry.timeline, anchor, history, counts);
  const { sight, list, onSight, away } = useSight(shown, history);
  const [since] = useState(entry.seq);

  const roomId = entry.room.id;
  useReading(
    useCallback((seq: number) => markRead(roomId, seq), [roomId]),
    lastSeqInSight(rows, sight),
    entry.last_read_seq,
    visit.focused && !held && entry.role !== null && entry.unread_count > 0,
  );
  useRelease(list?.scrollElement ?? null, held, hold);
  const stagePorts = useHolding(ports, hold);

  const ready = missingAt(entry.timeline, anchor, counts) === null;
  const place = usePlace({ linked, elsewhere: behind, rows, list, sight, live, ready, goTo });
  const isMine = ({ room_id, thread_id }: Outgoing) =>
    room_id === roomId && (replies === "among" || thread_id === null);
  useFollowMine(isMine, place.toEnd);
  const end = entry.timeline.at(-1)?.messages;
  const tail = useMemo(() => (end ?? []).filter(counts), [end, counts]);
  useEditLast(props.handle, entry, {
    messages: tail,
    belongs: isMine,
    place: roomId,
    show: (message) => list?.scrollToIndex(indexAt(rows, message.seq), { align: "auto" }),
  });
  const newIndex = useMemo(() => newLineAt(rows), [rows]);
  const toEnd = () => {
    hold(false);
    place.toEnd();
  };
  return (
    <MessageStage room={entry.room} role={entry.role} threadId={null} ports={stagePorts}>
      <UnreadAbove
        shown={isAbove(newIndex, sight) && isLineUnread(rows, newIndex, entry.last_read_seq)}
        onJump={() => list?.scrollToIndex(newIndex, { align: "start" })}
      />
      <ListNotice shown={history.failed}>{t("messages.loadFailed")}</ListNotice>
      <ListNotice shown={place.missed}>{t("message.notThere")}</ListNotice>
      <MessageList
        label={t("messages.log", { name })}
        rows={rows}
        marked={place.marked}
        live={live}
        ready={ready}
        beginAt={useCallback(() => beginAt(rows, props.linked), [rows, props.linked])}
        loadingOlder={history.loading === "before"}
        deeds={useOutgoingDeeds(props.onEdit)}
        beginning={beginning}
        aside={useAside(entry, rows, me)}
        onSight={onSight}
      />
      <JumpPill shown={away} count={entry.unread_count} onJump={toEnd} />
      <Announcer roomName={name} me={me} since={since} messages={tail} />
    </MessageStage>
  );
}

const newLineAt = (rows: readonly Row[]) => rows.findIndex((row) => row.kind === "new");

const isAbove = (index: number, sight: Sight | null) =>
  index >= 0 && sight !== null && sight.first > index;

/** What stands at the end of my lines: ticks in direct chats, readers in small rooms. */
function useAside(entry: ConversationEntry, rows: readonly Row[], me: string) {
  const { room, members, member_count } = entry;
  const newest = useMemo(() => newestOf(rows, me), [rows, me]);
  const { kind } = room;
  // The same function as long as it says the same, or each movement of the list would draw it anew.
  return useMemo(() => {
    const reached = { seen: seenUpTo(members, me), delivered: deliveredUpTo(members, me) };
    return (row: MessageRow, tabIndex: number): ReactNode => {
      if (row.author_id !== me) return null;
      const tick = tickOf(row, reached);
      if (tick === "failed") return null;
      if (tick === "waiting") return tickMarks.waiting;
      if (kind === "direct") return member_count > 1 ? tickMarks[tick] : null;
      if (row !== newest || !row.message || member_count > SEEN_BY_LIMIT) return null;
      const readers = seenBy(members, row.message.seq, [me]);
      const everyone = readers.length === member_count - 1;
      return (
        <Suspense fallback={null}>
          <SeenBy readers={readers} everyone={everyone} tabIndex={tabIndex} />
        </Suspense>
      );
    };
  }, [kind, members, member_count, newest, me]);
}

function newestOf(rows: readonly Row[], me: string): MessageRow | undefined {
  return rows.findLast(
    (row): row is MessageRow => row.kind === "message" && row.message?.author_id === me,
  );
}

/** A visit opens at the message a link points at, else at the "New" line, else at the end. */
function beginAt(rows: readonly Row[], linked: number | null) {
  const at = linked === null ? newLineAt(rows) : indexNear(rows, linked);
  if (at < 0) return null;
  return { at, align: linked === null ? ("start" as const) : ("center" as const) };
}

/** A message, or where it would stand. */
function indexNear(rows: readonly Row[], seq: number): number {
  return rows.findLastIndex(
    (row) => row.kind === "message" && (row.message?.seq ?? Infinity) <= seq,
  );
}
