import { BellOff, Clock } from "lucide-react";
import { memo, Suspense, useState, type ReactNode } from "react";

import { Badge, countText } from "@/components/ui/badge";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { useRowHold } from "@/features/rooms/hooks/use-row-hold";
import { asksFor, type SidebarRow } from "@/features/rooms/model/sidebar";
import { peerOf, titleOf } from "@/features/rooms/model/room-title";
import { lazyPart } from "@/lib/lazy-part";
import { cn } from "@/lib/cn";
import { formatDate, formatTime, isSameDay } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { NavLink } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import type { People } from "@/realtime/keys";
import { usePeople } from "@/realtime/use-cache";

import { RoomSign } from "./room-sign";

const RoomRowMenu = lazyPart(() => import("./room-row-menu").then((file) => file.RoomRowMenu));

/** What other features put into a row. */
export interface SidebarItemParts {
  /** The presence dot of a person. */
  dot: (userId: string) => ReactNode;
  /** The sign that something is begun and not sent; null when nothing is. */
  draft: (roomId: string) => ReactNode;
  onRead: (entry: RoomSummary) => void;
}

type SidebarItemProps = SidebarItemParts & { row: SidebarRow };

/** One chat of the list: sign, name, last line, time, what is unread. Drawn anew when its own row changes. */
export const SidebarItem = memo(function SidebarItem(props: SidebarItemProps) {
  const { row, dot, draft, onRead } = props;
  const { me } = useChat();
  const people = usePeople();
  const { entry, last } = row;
  const title = titleOf(entry, people, me);
  const peer = peerOf(entry, people, me);
  const asks = asksFor(entry);
  const [menu, setMenu] = useState(false);
  const hold = useRowHold(() => setMenu(true));
  return (
    <div className={cn("group/row relative", entry.settings.muted && "text-muted")}>
      <NavLink
        to={`/rooms/${entry.room.id}`}
        draggable={false}
        {...hold}
        className={({ isActive }) =>
          cn(
            "flex h-14 items-center gap-2.5 rounded-control px-2 outline-offset-[-2px] select-none [-webkit-touch-callout:none] hover:bg-hover max-md:h-16",
            isActive && "bg-pressed hover:bg-pressed",
          )
        }
      >
        <RoomSign
          room={entry.room}
          title={title}
          peer={peer}
          badge={peer && peer.id !== me ? dot(peer.id) : null}
        />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <bdi className={cn("min-w-0 flex-1 truncate text-body", asks && "font-semibold")}>
              {title}
            </bdi>
            {last ? <ShortTime at={last.sent_at} /> : null}
          </span>
          <span className="flex items-center gap-2">
            <LastLine row={row} people={people} me={me} />
            {row.waiting ? (
              <Clock
                role="img"
                aria-label={t("sidebar.waiting")}
                className="size-3.5 appear-late text-muted"
              />
            ) : null}
            {draft(entry.room.id)}
            {entry.settings.muted ? (
              <BellOff role="img" aria-label={t("sidebar.muted")} className="size-3.5 text-muted" />
            ) : null}
            <Unread entry={entry} />
          </span>
        </span>
      </NavLink>
      <Suspense fallback={null}>
        {" "}
        <RoomRowMenu
          entry={entry}
          title={title}
          open={menu}
          onOpenChange={setMenu}
          onRead={() => onRead(entry)}
        />
      </Suspense>{" "}
    </div>
  );
});

/** A number where somebody writes to me or calls me, a dot where a room goes on, nothing where it shall be quiet. */
function Unread({ entry }: { entry: RoomSummary }) {
  const { unread_count: count, mention_count: mentions } = entry;
  if (count + mentions === 0) return null;
  return (
    <>
      <UnreadBadge entry={entry} />
      <span className="sr-only">
        {t("chat.unread", { count })}
        {mentions > 0 ? ` ${t("chat.mentions", { count: mentions })}` : null}
      </span>
    </>
  );
}

function UnreadBadge({ entry }: { entry: RoomSummary }) {
  const { unread_count, mention_count, settings, room } = entry;
  const counts = room.kind === "direct" && !settings.muted;
  if (mention_count > 0 || counts) {
    return (
      <Badge variant={mention_count > 0 ? "mention" : "count"} aria-hidden>
        {countText(counts ? unread_count : mention_count)}
      </Badge>
    );
  }
  const quiet = !asksFor(entry) && "bg-muted opacity-60";
  return <Badge variant="dot" aria-hidden className={cn("mx-1", quiet)} />;
}

function ShortTime({ at }: { at: string }) {
  const today = isSameDay(at, new Date());
  return (
    <time dateTime={at} className="shrink-0 text-meta text-muted">
      {today ? formatTime(at) : shortDate(at)}
    </time>
  );
}

/** "22 Nov"; the year is in the way in so narrow a place. */
function shortDate(at: string): string {
  const year = new Date(at).getFullYear();
  return formatDate(at)
    .replace(new RegExp(`[,.]?\\s*${year}.*$`), "")
    .trim();
}

/** Name and text each keep their own direction; the line keeps that of the interface. */
function LastLine({ row, people, me }: { row: SidebarRow; people: People; me: string }) {
  const { entry, last } = row;
  const by = last ? byLine(row, people, me) : "";
  const text = last && messageWords(last, 400).replace(/\s+/g, " ");
  return (
    <span className="min-w-0 flex-1 truncate text-small text-muted">
      {by ? (
        <>
          <bdi>{by}</bdi>
          {": "}
        </>
      ) : null}
      <bdi>{text ?? (entry.room.description || t("sidebar.noMessages"))}</bdi>
    </span>
  );
}

function byLine({ entry, last }: SidebarRow, people: People, me: string): string {
  if (last?.author_id === me) return entry.member_count > 1 ? t("common.you") : "";
  if (!last || entry.room.kind === "direct") return "";
  return people[last.author_id]?.name.split(" ")[0] ?? t("room.someone");
}
