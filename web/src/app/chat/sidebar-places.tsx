import { Bookmark, MessagesSquare, PencilLine, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { Badge, countText } from "@/components/ui/badge";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { NavLink } from "@/lib/router/link";
import { useDrafts } from "@/realtime/drafts/use-drafts";
import { useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";
import { levelOf } from "./model/waiting";

/** Over the chats: what is collected from all of them. */
export function SidebarPlaces() {
  return (
    <ul className="px-2 pb-2">
      <li>
        <Place to="/threads" Icon={MessagesSquare} label={t("threads.title")}>
          <ThreadCount />
        </Place>
      </li>
      <li>
        <Place to="/drafts" Icon={PencilLine} label={t("drafts.title")}>
          <DraftCount />
        </Place>
      </li>
      <li>
        <Place to="/saved" Icon={Bookmark} label={t("saved.title")} />
      </li>
    </ul>
  );
}

interface PlaceProps {
  to: string;
  Icon: LucideIcon;
  label: string;
  children?: ReactNode;
}

function Place({ to, Icon, label, children }: PlaceProps) {
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        cn(
          "flex h-8 items-center gap-2.5 rounded-control px-2 text-body outline-offset-[-2px] hover:bg-hover max-md:h-touch",
          isActive && "bg-pressed hover:bg-pressed",
        )
      }
    >
      <Icon aria-hidden className="icon text-muted" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {children}
    </NavLink>
  );
}

/** Unread replies in the threads I follow; rooms that shall tell nothing stay quiet here too. */
function ThreadCount() {
  const rooms = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  const loud = rooms.filter((entry) => levelOf(entry) !== "nothing");
  const count = loud.reduce((sum, entry) => sum + entry.thread_unread_count, 0);
  const calls = loud.reduce((sum, entry) => sum + entry.thread_mention_count, 0);
  if (count === 0) return null;
  return (
    <>
      <Badge variant={calls > 0 ? "mention" : "count"} aria-hidden>
        {countText(count)}
      </Badge>
      <span className="sr-only">{t("threads.count", { count })}</span>
    </>
  );
}

function DraftCount() {
  const count = useDrafts().length;
  if (count === 0) return null;
  return (
    <>
      <span aria-hidden className="px-1 text-meta text-muted tabular-nums">
        {countText(count)}
      </span>
      <span className="sr-only">{t("drafts.count", { count })}</span>
    </>
  );
}

/** In a room's row: something is begun there, or in one of its threads. */
export function DraftSign({ roomId }: { roomId: string }) {
  const begun = useDrafts().some((draft) => draft.room_id === roomId);
  if (!begun) return null;
  return (
    <PencilLine
      role="img"
      aria-label={t("drafts.begun")}
      className="size-3.5 shrink-0 text-muted"
      strokeWidth={1.75}
    />
  );
}
