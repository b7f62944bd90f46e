import { PanelRight } from "lucide-react";
import { Suspense } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import { buttonVariants } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { PersonDot, PresenceText } from "@/features/presence/person-dot";
import { messagePath } from "@/features/messages/model/addresses";
import { RoomSign } from "@/features/rooms/components/room-sign";
import { peerOf } from "@/features/rooms/model/room-title";
import { cn } from "@/lib/cn";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useMatch, useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import { usePeople } from "@/realtime/use-cache";

import { FindActions } from "./find-actions";
import type { RoomState } from "./model/room-state";
import { OwnSectionsProvider } from "./own-sections";

const PinsButton = lazyPart(() => import("./pins-button").then((file) => file.PinsButton));
const RoomHeaderMenu = lazyPart(() =>
  import("@/features/rooms/components/room-header-menu").then((file) => file.RoomHeaderMenu),
);

interface RoomHeaderProps {
  entry: RoomState;
  name: string;
  /** Its newest messages are here. */
  stands: boolean;
}

/** Name and state of the room; all of it leads to the details. */
export function RoomHeader({ entry, name, stands }: RoomHeaderProps) {
  const { me } = useChat();
  const people = usePeople();
  const navigate = useNavigate();
  const { room } = entry;
  const peer = peerOf(entry, people, me);
  const other = peer && peer.id !== me ? peer : undefined;
  const open = useMatch("/rooms/:roomId/details") !== null;
  const target = open ? `/rooms/${room.id}` : `/rooms/${room.id}/details`;
  return (
    <PaneHeader
      back="/"
      actions={
        <>
          <FindActions roomId={room.id} />
          <Suspense fallback={null}>
            <PinsButton
              roomId={room.id}
              stands={stands}
              mayUnpin={entry.role !== null && !room.archived}
              onJump={(seq) => void navigate(messagePath(room.id, seq))}
            />
          </Suspense>
          {entry.role === null ? null : (
            <OwnSectionsProvider>
              <Suspense fallback={<span className="size-9 max-md:size-touch" />}>
                <RoomHeaderMenu entry={entry} details={target} />
              </Suspense>
            </OwnSectionsProvider>
          )}
          <Tooltip label={t("room.details")}>
            <Link
              to={target}
              aria-label={t("room.details")}
              aria-current={open ? "true" : undefined}
              // On a phone the name needs the room; name and menu lead there, too.
              className={cn(
                buttonVariants({ variant: "quiet", size: "icon" }),
                entry.role !== null && "max-md:hidden",
              )}
            >
              <PanelRight aria-hidden className="rtl:-scale-x-100" />
            </Link>
          </Tooltip>
        </>
      }
    >
      <RoomSign
        room={room}
        title={name}
        peer={peer}
        size="small"
        badge={other ? <PersonDot userId={other.id} /> : null}
      />
      <Link
        to={target}
        className="min-w-0 rounded-tick max-md:flex max-md:min-h-touch max-md:min-w-touch max-md:flex-col max-md:justify-center"
      >
        <h1 className="truncate text-message leading-5 font-semibold">
          <bdi>{name}</bdi>
        </h1>
        <p className="truncate text-meta text-muted">
          {other ? <PresenceText userId={other.id} /> : subtitle(entry)}
        </p>
      </Link>
    </PaneHeader>
  );
}

function subtitle({ room, member_count }: RoomState): string {
  if (room.kind === "direct") return "";
  const members = t("room.members", { count: member_count });
  return room.description ? `${members} · ${room.description}` : members;
}
