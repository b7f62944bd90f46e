import { useCallback, useMemo, useState, type ComponentProps, type Ref } from "react";

import type { ConversationEntry } from "@/features/messages/hooks/use-conversation";
import { useEditLast, type ConversationHandle } from "@/features/messages/hooks/use-edit-last";
import { useHolding } from "@/features/messages/hooks/use-holding";
import { useFilled, useHistory } from "@/features/messages/hooks/use-history";
import {
  lastSeqInSight,
  type List,
  type Sight,
} from "@/features/messages/hooks/use-message-scroll";
import { useOutgoingDeeds } from "@/features/messages/hooks/use-outgoing-deeds";
import { indexAt, useLinkedReply } from "@/features/messages/hooks/use-place";
import { useReading } from "@/features/messages/hooks/use-reading";
import { useRelease } from "@/features/messages/hooks/use-release";
import { useFollowMine, useThreadRows } from "@/features/messages/hooks/use-rows";
import { useThreadVisit } from "@/features/messages/hooks/use-thread-visit";
import { isLineUnread, type MessageRow, type Row } from "@/features/messages/model/rows";
import { missingAt, type Timeline } from "@/features/messages/model/timeline";
import type { MessagePorts } from "@/features/messages/scope";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import { Announcer } from "./announcer";
import { JumpPill, UnreadAbove } from "./jump-pill";
import { ListNotice } from "./lines";
import { MessageList } from "./message-list";
import { MessageStage } from "./message-stage";
import { tickMarks, tickOf } from "./ticks";

interface ThreadConversationProps {
  entry: ConversationEntry;
  rootId: string;
  timeline: Timeline;
  /** How far I have read it, as the server knows. */
  readUpTo: number;
  /** Does something unread count: a thread that I don't follow is no debt. */
  counts: boolean;
  /** The reply a link points at. */
  linked: number | null;
  ports: MessagePorts;
  /** Tells the server how far I have read. */
  onRead: (seq: number) => Promise<unknown>;
  /** A refused reply goes back into the composer. */
  onEdit: (item: Outgoing) => void;
  handle?: Ref<ConversationHandle>;
}

/** A thread has no readers of its own: at the end of a line stands only that it waits. */
const waiting = (row: MessageRow) =>
  tickOf(row, { seen: 0, delivered: 0 }) === "waiting" ? tickMarks.waiting : null;

/** A thread's root and its replies: history, the live end, mine on their way. Mounted anew for each visit. */
export function ThreadConversation(props: ThreadConversationProps) {
  const { entry, rootId, timeline, onRead } = props;
  const { me } = useChat();
  const roomId = entry.room.id;
  const visit = useThreadVisit(props);
  const { anchor, newAfter, goTo, unread, held, hold } = visit;
  const ready = missingAt(timeline, anchor) === null;
  const drawn = useThreadRows({ roomId, rootId, timeline, anchor, newAfter });
  const { stretch, live } = drawn;
  const rows = useOnceReady(ready, drawn.rows);
  const history = useHistory(roomId, rootId);
  useFilled(timeline, anchor, history);
  const [sight, setSight] = useState<Sight | null>(null);
  const [list, setList] = useState<List | null>(null);
  const [since] = useState(entry.seq);
  const onSight = useOnSight({ stretch, live, history }, setSight, setList);

  const watched = visit.focused && !held && entry.role !== null && unread > 0;
  useReading(onRead, lastSeqInSight(rows, sight), visit.readUpTo, watched);
  useRelease(list?.scrollElement ?? null, held, hold);
  const place = useLinkedReply({ rows, list, ready, goTo }, props.linked);
  const { toEnd } = place;
  const belongs = (item: Outgoing) => item.room_id === roomId && item.thread_id === rootId;
  useFollowMine(belongs, toEnd);
  const tail = timeline.at(-1)?.messages ?? [];
  useEditLast(props.handle, entry, {
    messages: tail,
    belongs,
    place: rootId,
    show: (message) => list?.scrollToIndex(indexAt(rows, message.seq), { align: "auto" }),
  });
  const newIndex = useMemo(() => rows.findIndex((row) => row.kind === "new"), [rows]);
  const first = useMemo(() => indexAt(rows, props.linked), [rows, props.linked]);
  return (
    <MessageStage
      room={entry.room}
      role={entry.role}
      threadId={rootId}
      ports={useHolding(useInnerJump(props.ports, rows, list), hold)}
    >
      <UnreadAbove
        shown={isAbove(newIndex, sight) && isLineUnread(rows, newIndex, visit.readUpTo)}
        onJump={() => list?.scrollToIndex(newIndex, { align: "start" })}
      />
      <ListNotice shown={history.failed}>{t("messages.loadFailed")}</ListNotice>
      <ListNotice shown={place.missed}>{t("message.notThere")}</ListNotice>
      <MessageList
        label={t("thread.log")}
        rows={rows}
        marked={place.marked}
        live={live}
        ready={ready}
        beginAt={useCallback(() => beginAt(newIndex, first), [newIndex, first])}
        loadingOlder={history.loading === "before"}
        deeds={useOutgoingDeeds(props.onEdit)}
        beginning={null}
        aside={waiting}
        onSight={onSight}
      />
      <JumpPill
        shown={isAway(sight, live)}
        count={props.counts ? unread : 0}
        onJump={() => {
          hold(false);
          toEnd();
        }}
      />
      <ThreadAnnouncer view={entry.settings.view} me={me} since={since} messages={tail} />
    </MessageStage>
  );
}

type ThreadAnnouncerProps = Omit<ComponentProps<typeof Announcer>, "roomName"> & {
  view: ConversationEntry["settings"]["view"];
};

/** Where replies stand among the room's messages, the room reads them out. */
function ThreadAnnouncer({ view, ...rest }: ThreadAnnouncerProps) {
  return view === "threaded" ? <Announcer roomName={t("thread.title")} {...rest} /> : null;
}

/** A visit opens at the reply a link points at, else at the "New" line, else at the end. */
function beginAt(newLine: number, linked: number) {
  if (linked >= 0) return { at: linked, align: "center" as const };
  return newLine < 0 ? null : { at: newLine, align: "start" as const };
}

const NO_ROWS: readonly Row[] = [];

/** The root is known before its replies: shown alone it would jump away when they come. */
function useOnceReady(ready: boolean, rows: readonly Row[]): readonly Row[] {
  const [begun, setBegun] = useState(ready);
  if (ready && !begun) setBegun(true);
  return begun ? rows : NO_ROWS;
}

const isAbove = (index: number, sight: Sight | null) =>
  index >= 0 && sight !== null && sight.first > index;

/** Is the newest reply out of sight? */
function isAway(sight: Sight | null, live: boolean): boolean {
  return sight !== null && (!sight.atEnd || !live);
}

interface SightParts {
  readonly stretch: { readonly from: number; readonly to: number };
  readonly live: boolean;
  readonly history: ReturnType<typeof useHistory>;
}

/** Keeps what is in sight, and fetches more when its edge comes near. */
function useOnSight(
  { stretch: { from, to }, live, history: { load } }: SightParts,
  setSight: (sight: Sight) => void,
  setList: (list: List) => void,
) {
  return useCallback(
    (now: Sight, its: List) => {
      setSight(now);
      setList(its);
      const items = its.getVirtualItems();
      if (from > 1 && (items[0]?.index ?? 99) < 4) void load({ kind: "before", seq: from });
      if (!live && now.atEnd) void load({ kind: "after", seq: to });
    },
    [from, to, live, load, setSight, setList],
  );
}

/** A quote of this thread leads to its place here, any other one into the room. */
function useInnerJump(ports: MessagePorts, rows: readonly Row[], list: List | null): MessagePorts {
  return useMemo(
    () => ({
      ...ports,
      jump(seq: number) {
        const index = indexAt(rows, seq);
        if (index < 0 || !list) ports.jump(seq);
        else list.scrollToIndex(index, { align: "center" });
      },
    }),
    [ports, rows, list],
  );
}
