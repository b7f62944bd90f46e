import { Compass, Settings, TextSearch } from "lucide-react";
import { useMemo } from "react";

import { SwitcherButton } from "@/app/quick-switcher/switcher-button";
import { Avatar } from "@/components/ui/avatar";
import { buttonVariants } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Tooltip } from "@/components/ui/tooltip";
import { toast } from "@/components/ui/toast-store";
import { markRead } from "@/features/messages/api/mark-read";
import { PersonDot } from "@/features/presence/person-dot";
import { RoomList } from "@/features/rooms/components/room-list";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { neighbourOf, sectionsOf, type Section } from "@/features/rooms/model/sidebar";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useKey } from "@/lib/keymap";
import { useMe } from "@/lib/me";
import { useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import { useOutgoing, useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import { OwnSectionsProvider } from "./own-sections";
import { DraftSign, SidebarPlaces } from "./sidebar-places";
import { useCommunityName } from "./use-community-name";

const dot = (userId: string) => <PersonDot userId={userId} />;
const draftSign = (roomId: string) => <DraftSign roomId={roomId} />;

function onRead({ room, seq }: RoomSummary): void {
  markRead(room.id, seq).catch((error: unknown) => toast(describeError(error), { tone: "danger" }));
}

/** The list of chats with its head and foot. */
export function Sidebar({ current }: { current: string | null }) {
  const sections = useSections();
  useWalkingKeys(sections, current);
  return (
    <>
      <Head />
      <SwitcherButton />
      <OwnSectionsProvider>
        <RoomList
          head={<SidebarPlaces />}
          sections={sections}
          dot={dot}
          draft={draftSign}
          onRead={onRead}
        />
      </OwnSectionsProvider>
      <Foot />
    </>
  );
}

function useSections(): readonly Section[] | undefined {
  const { me } = useChat();
  const ids = useRoomIds();
  const entries = useRoomEntries(ids ?? []) as readonly RoomSummary[];
  const outgoing = useOutgoing();
  const own = useMe()?.preferences.sections;
  return useMemo(
    () => (ids ? sectionsOf(entries, outgoing, me, own) : undefined),
    [ids, entries, outgoing, me, own],
  );
}

function useWalkingKeys(sections: readonly Section[] | undefined, current: string | null): void {
  const navigate = useNavigate();
  const walk = (step: 1 | -1, unreadOnly: boolean) => () => {
    const next = sections && neighbourOf(sections, current, step, unreadOnly);
    if (next) void navigate(`/rooms/${next}`);
  };
  useKey("previous", walk(-1, false));
  useKey("next", walk(1, false));
  useKey("previousUnread", walk(-1, true));
  useKey("nextUnread", walk(1, true));
}

function Head() {
  const name = useCommunityName();
  return (
    <header className="flex h-header shrink-0 items-center gap-2.5 ps-4 pe-2">
      <Mark className="size-6" />
      <p className="min-w-0 flex-1 truncate text-title font-semibold">
        <bdi>{name}</bdi>
      </p>
      <Tooltip label={t("search.open")}>
        <Link
          to="/search"
          aria-label={t("search.open")}
          className={buttonVariants({ variant: "quiet", size: "icon" })}
        >
          <TextSearch aria-hidden />
        </Link>
      </Tooltip>
      <Tooltip label={t("sidebar.browse")}>
        <Link
          to="/browse"
          aria-label={t("sidebar.browse")}
          className={buttonVariants({ variant: "quiet", size: "icon" })}
        >
          <Compass aria-hidden />
        </Link>
      </Tooltip>
    </header>
  );
}

function Foot() {
  const me = useMe();
  return (
    <footer className="shrink-0 border-t border-line safe-bottom">
      <Link
        to="/settings"
        className="flex h-13 items-center gap-2.5 px-4 outline-offset-[-2px] hover:bg-hover"
      >
        {me ? (
          <Avatar
            id={me.id}
            name={me.name}
            picture={me.picture_id}
            size="small"
            badge={<PersonDot userId={me.id} />}
          />
        ) : null}
        <bdi className="min-w-0 flex-1 truncate text-body">{me?.name}</bdi>
        <Settings role="img" aria-label={t("sidebar.settings")} className="icon text-muted" />
      </Link>
    </footer>
  );
}
