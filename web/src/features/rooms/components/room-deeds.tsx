import { Archive, ArchiveRestore, LogOut, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-store";
import { roomsApi } from "@/features/rooms/api/rooms";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { rightsIn } from "@/features/rooms/model/rights";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import { ConfirmDeed } from "./confirm-deed";
import { EditRoomDialog } from "./edit-room-dialog";

type Open = "edit" | "leave" | "delete" | null;

/** What can be done with the room as a whole: rename, archive, leave, delete. */
export function RoomDeeds({ entry, onGone }: { entry: RoomSummary; onGone: () => void }) {
  const { room } = entry;
  const rights = rightsIn(entry);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);

  function archive() {
    roomsApi.change(room.id, { archived: !room.archived }).catch((error: unknown) => {
      toast(describeError(error), { tone: "danger" });
    });
  }

  const ArchiveIcon = room.archived ? ArchiveRestore : Archive;
  const classes = "w-full justify-start";
  return (
    <div className="flex flex-col border-t border-line p-2">
      {rights.change ? (
        <>
          <Button variant="quiet" className={classes} onClick={() => setOpen("edit")}>
            <Pencil aria-hidden />
            {t("details.edit")}
          </Button>
          <Button variant="quiet" className={classes} onClick={archive}>
            <ArchiveIcon aria-hidden />
            {room.archived ? t("details.restore") : t("details.archive")}
          </Button>
        </>
      ) : null}
      {rights.leave ? (
        <Button variant="quiet" className={classes} onClick={() => setOpen("leave")}>
          <LogOut aria-hidden />
          {t("details.leave")}
        </Button>
      ) : null}
      {rights.own ? (
        <Button variant="dangerQuiet" className={classes} onClick={() => setOpen("delete")}>
          <Trash2 aria-hidden />
          {t("details.delete")}
        </Button>
      ) : null}
      <EditRoomDialog room={room} open={open === "edit"} onClose={close} />
      <ConfirmDeed
        open={open === "leave"}
        title={t("details.leaveTitle", { name: room.name })}
        body={leaveText(entry)}
        action={t("details.leave")}
        deed={() => roomsApi.leave(room.id)}
        onClose={close}
        onDone={onGone}
      />
      <ConfirmDeed
        open={open === "delete"}
        title={t("details.deleteTitle", { name: room.name })}
        body={t("details.deleteBody")}
        action={t("details.delete")}
        typed={room.name}
        deed={() => roomsApi.remove(room.id, room.name)}
        onClose={close}
        onDone={onGone}
      />
    </div>
  );
}

function leaveText({ member_count, room }: RoomSummary): string {
  if (member_count === 1) return t("details.leaveLast");
  return room.kind === "public" ? t("details.leavePublic") : t("details.leavePrivate");
}
