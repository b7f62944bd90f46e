import { Plus } from "lucide-react";
import { Suspense, useState, type PointerEvent, type ReactNode } from "react";

import { buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Tooltip } from "@/components/ui/tooltip";
import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import { dragged, type Dragged } from "@/features/rooms/hooks/use-dropping";
import { asksFor, type Section, type SidebarRow } from "@/features/rooms/model/sidebar";
import { useCalmOrder } from "@/features/rooms/hooks/use-calm-order";
import { inOrderOf } from "@/features/rooms/model/steady-order";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";

import { useOwnSections } from "./own-sections";
import { SidebarItem, type SidebarItemParts } from "./sidebar-item";
import { SidebarSection } from "./sidebar-section";

const SectionMenu = lazyPart(() => import("./section-menu").then((file) => file.SectionMenu));

interface RoomListProps extends SidebarItemParts {
  /** undefined until the first snapshot. */
  sections: readonly Section[] | undefined;
  /** What stands over the chats and scrolls with them. */
  head?: ReactNode;
}

/** All my chats, in their sections. */
export function RoomList({ sections, head, ...parts }: RoomListProps) {
  const dropped = useDropped();
  const { shown, pointing } = useSteady(sections);
  if (!shown) return <Waiting />;
  return (
    <div
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain pt-1"
      data-testid="room-list"
      {...pointing}
    >
      {head}
      {shown.map((section) => {
        const { kind, name, rows } = section;
        if (kind === "favourites" && rows.length === 0) return null;
        const asking = rows.filter(({ entry }) => asksFor(entry));
        return (
          <SidebarSection
            key={`${kind} ${name}`}
            place={kind === "own" ? `own.${name}` : kind}
            title={titleOf(section)}
            own={kind === "own" ? name : null}
            folded={asking.length > 0 ? <Rows rows={asking} {...parts} /> : null}
            action={<SectionAction section={section} />}
            onDrop={(what, value) => dropped(section, what, value)}
          >
            {rows.length > 0 ? <Rows rows={rows} {...parts} /> : <Empty kind={kind} />}
          </SidebarSection>
        );
      })}
    </div>
  );
}

/** While a mouse is over the list its rows stay in their order: a click must hit what it was aimed at. */
function useSteady(sections: readonly Section[] | undefined) {
  const calm = useCalmOrder(sections);
  const [held, setHeld] = useState<readonly Section[]>();
  const shown = sections && held ? inOrderOf(held, sections) : calm;
  const pointing = {
    onPointerEnter: ({ pointerType }: PointerEvent) => {
      if (pointerType === "mouse") setHeld(shown);
    },
    onPointerLeave: () => setHeld(undefined),
  };
  return { shown, pointing };
}

/** A room dropped on a section moves there; a section dropped on another one moves before it. */
function useDropped() {
  const change = useChangeSettings();
  const { place } = useOwnSections();
  return ({ kind, name }: Section, what: Dragged, value: string) => {
    if (what === "section") {
      if (kind !== "favourites" && value !== name) place(value, kind === "own" ? name : null);
      return;
    }
    change(
      value,
      kind === "favourites" ? { favourite: true } : { favourite: false, section: name },
    );
  };
}

function Rows({ rows, ...parts }: SidebarItemParts & { rows: readonly SidebarRow[] }) {
  return (
    <ul>
      {rows.map((row) => (
        <li
          key={row.entry.room.id}
          // Rows out of sight are neither laid out nor painted; each has this height.
          className="[contain-intrinsic-block-size:3.5rem] [content-visibility:auto] max-md:[contain-intrinsic-block-size:4rem]"
          {...dragged("room", row.entry.room.id)}
        >
          <SidebarItem row={row} {...parts} />
        </li>
      ))}
    </ul>
  );
}

function titleOf({ kind, name }: Section): string {
  return kind === "own" ? name : t(`sidebar.${kind}`);
}

function SectionAction({ section: { kind, name } }: { section: Section }): ReactNode {
  if (kind === "own") {
    return (
      <Suspense fallback={null}>
        <SectionMenu name={name} />
      </Suspense>
    );
  }
  if (kind === "direct") return <Add to="/new?direct" label={t("sidebar.newDirect")} />;
  if (kind === "rooms") return <Add to="/new" label={t("sidebar.newRoom")} />;
  return null;
}

const EMPTY = {
  favourites: "sidebar.noRooms",
  own: "sidebar.emptySection",
  direct: "sidebar.noDirect",
  rooms: "sidebar.noRooms",
} as const;

function Empty({ kind }: { kind: Section["kind"] }) {
  return <p className="px-2 py-1.5 text-small text-muted">{t(EMPTY[kind])}</p>;
}

function Add({ to, label }: { to: string; label: string }) {
  return (
    <Tooltip label={label}>
      <Link
        to={to}
        aria-label={label}
        className={buttonVariants({ variant: "quiet", size: "iconSmall" })}
      >
        <Plus aria-hidden />
      </Link>
    </Tooltip>
  );
}

function Waiting() {
  return (
    <div aria-busy className="flex flex-1 flex-col gap-2 p-4">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} className="h-11" />
      ))}
    </div>
  );
}
