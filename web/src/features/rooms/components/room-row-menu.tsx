import { MoreHorizontal } from "lucide-react";
import { useState } from "react";

import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { NewSection } from "./new-section";
import { RoomMenuItems } from "./room-menu-items";

interface RoomRowMenuProps {
  entry: RoomSummary;
  title: string;
  /** The row opens it, too: by a long press, a right click, the menu key. */
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onRead: () => void;
}

/** What I can do with a chat from the list. */
export function RoomRowMenu({ entry, title, open, onOpenChange, onRead }: RoomRowMenuProps) {
  const [naming, setNaming] = useState(false);
  return (
    <>
      <DropdownMenu open={open} onOpenChange={onOpenChange}>
        <DropdownMenuTrigger asChild>
          <IconButton
            label={t("sidebar.roomMenu", { name: title })}
            size="iconSmall"
            className={cn(
              "absolute end-1 top-1 bg-raised opacity-0 shadow-line group-focus-within/row:opacity-100 group-hover/row:opacity-100",
              // A finger has the long press: the menu then opens where this button would be.
              "data-[state=open]:opacity-100 pointer-coarse:pointer-events-none pointer-coarse:size-touch pointer-coarse:opacity-0!",
            )}
          >
            <MoreHorizontal aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          <RoomMenuItems entry={entry} onRead={onRead} onNewSection={() => setNaming(true)} />
        </DropdownMenuContent>
      </DropdownMenu>
      <NewSection roomId={entry.room.id} open={naming} onClose={() => setNaming(false)} />
    </>
  );
}
