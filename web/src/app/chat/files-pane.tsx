import { ArrowLeft, X } from "lucide-react";

import { PaneHeader } from "@/app/shell/pane-header";
import { buttonVariants } from "@/components/ui/button";
import { FilesList } from "@/features/files/components/files-list";
import { messagePath } from "@/features/messages/model/addresses";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { useRoomEntry } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

/** The files of the room in view, in the place of its details. */
export function FilesPane({ roomId }: { roomId: string }) {
  const entry = useRoomEntry(roomId) as RoomState | undefined;
  const navigate = useNavigate();
  const details = `/rooms/${roomId}/details`;
  const quiet = buttonVariants({ variant: "quiet", size: "icon" });
  return (
    <>
      <PaneHeader
        actions={
          <Link
            to={`/rooms/${roomId}`}
            aria-label={t("common.close")}
            className={`${quiet} max-md:hidden`}
          >
            <X aria-hidden />
          </Link>
        }
      >
        <Link to={details} aria-label={t("roomFiles.back")} className={`${quiet} -ms-2`}>
          <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
        </Link>
        <h2 className="text-message font-semibold">{t("roomFiles.title")}</h2>
      </PaneHeader>
      {entry ? (
        <FilesList
          roomId={roomId}
          writable={entry.role !== null && !entry.room.archived}
          onJump={(seq) => void navigate(messagePath(roomId, seq))}
        />
      ) : null}
    </>
  );
}
