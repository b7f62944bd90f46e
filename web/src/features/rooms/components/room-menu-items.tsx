import { Bell, BellOff, CheckCheck, FolderInput, Star, StarOff } from "lucide-react";

import {
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu";
import type { RoomSettings } from "@/contract/types";
import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { t } from "@/lib/i18n/translate";

import { useOwnSections } from "./own-sections";

interface RoomMenuItemsProps {
  entry: RoomSummary;
  /** Left out where the room is in view: there it is read by looking. */
  onRead?: () => void;
  /** Asks for a name; the dialog stands outside of the menu, which closes. */
  onNewSection: () => void;
}

/** What I can do with a chat as a whole: read, favourite, mute, move to a section of mine. */
export function RoomMenuItems({ entry, onRead, onNewSection }: RoomMenuItemsProps) {
  const change = useChangeSettings();
  const { sections } = useOwnSections();
  const { favourite, muted, section } = entry.settings;
  const set = (settings: Partial<RoomSettings>) => change(entry.room.id, settings);
  return (
    <>
      {onRead && entry.unread_count > 0 ? (
        <DropdownMenuItem onSelect={onRead}>
          <CheckCheck aria-hidden />
          {t("sidebar.markRead")}
        </DropdownMenuItem>
      ) : null}
      <DropdownMenuItem onSelect={() => set({ favourite: !favourite })}>
        {favourite ? <StarOff aria-hidden /> : <Star aria-hidden />}
        {favourite ? t("sidebar.unfavourite") : t("sidebar.favourite")}
      </DropdownMenuItem>
      <DropdownMenuItem onSelect={() => set({ muted: !muted })}>
        {muted ? <Bell aria-hidden /> : <BellOff aria-hidden />}
        {muted ? t("sidebar.unmute") : t("sidebar.mute")}
      </DropdownMenuItem>
      <DropdownMenuSeparator />
      <DropdownMenuLabel>{t("sidebar.section")}</DropdownMenuLabel>
      <DropdownMenuRadioGroup
        value={sections.includes(section) ? section : ""}
        onValueChange={(next) => set({ section: next, favourite: false })}
      >
        <DropdownMenuRadioItem value="">{t("sidebar.noSection")}</DropdownMenuRadioItem>
        {sections.map((name) => (
          <DropdownMenuRadioItem key={name} value={name}>
            <bdi className="truncate">{name}</bdi>
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
      <DropdownMenuItem onSelect={onNewSection}>
        <FolderInput aria-hidden />
        {t("sidebar.newSection")}
      </DropdownMenuItem>
    </>
  );
}
