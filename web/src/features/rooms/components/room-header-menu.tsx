import { MoreVertical, PanelRight } from "lucide-react";
import { useState } from "react";

import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import type { RoomSettings } from "@/contract/types";
import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";

import { NewSection } from "./new-section";
import { RoomMenuItems } from "./room-menu-items";

interface RoomHeaderMenuProps {
  entry: RoomSummary;
  /** The address of its details: on a phone the head has no button for them. */
  details: string;
}

/** How I want the room in view; the details have the rest. */
export function RoomHeaderMenu({ entry, details }: RoomHeaderMenuProps) {
  const change = useChangeSettings();
  const [naming, setNaming] = useState(false);
  const { room, settings } = entry;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={t("room.menu")}>
            <MoreVertical aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <RoomMenuItems entry={entry} onNewSection={() => setNaming(true)} />
          <DropdownMenuSeparator />
          <DropdownMenuLabel>{t("prefs.view")}</DropdownMenuLabel>
          <DropdownMenuRadioGroup
            value={settings.view}
            onValueChange={(view) => change(room.id, { view: view as RoomSettings["view"] })}
          >
            <DropdownMenuRadioItem value="flat">{t("prefs.flat")}</DropdownMenuRadioItem>
            <DropdownMenuRadioItem value="threaded">{t("prefs.threaded")}</DropdownMenuRadioItem>
          </DropdownMenuRadioGroup>
          <div role="presentation" className="md:hidden">
            <DropdownMenuSeparator />
            <DropdownMenuItem asChild>
              <Link to={details}>
                <PanelRight aria-hidden className="rtl:-scale-x-100" />
                {t("room.details")}
              </Link>
            </DropdownMenuItem>
          </div>
        </DropdownMenuContent>
      </DropdownMenu>
      <NewSection roomId={room.id} open={naming} onClose={() => setNaming(false)} />
    </>
  );
}
