import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import { buttonVariants } from "@/components/ui/button";
import { PersonDot } from "@/features/presence/person-dot";
import { RoomDetails } from "@/features/rooms/components/room-details";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { useRoomEntry } from "@/realtime/use-cache";

import { AddPeopleDialog } from "./add-people-dialog";
import { OwnSectionsProvider } from "./own-sections";
import type { RoomState } from "./model/room-state";
import { useOpenDirect } from "./use-open-direct";

const dot = (userId: string) => <PersonDot userId={userId} />;

/** The details of the room in view. */
export function DetailsPane({ roomId }: { roomId: string }) {
  const entry = useRoomEntry(roomId) as RoomState | undefined;
  const navigate = useNavigate();
  const openDirect = useOpenDirect();
  const [adding, setAdding] = useState(false);
  const had = useRef(false);
  useEffect(() => {
    // Taken away while its details were open: the room itself says what happened.
    if (had.current && !entry) void navigate(`/rooms/${roomId}`, { replace: true });
    had.current = entry !== undefined;
  }, [entry, navigate, roomId]);
  return (
    <>
      <PaneHeader
        back={`/rooms/${roomId}`}
        actions={
          <Link
            to={`/rooms/${roomId}`}
            aria-label={t("common.close")}
            className={`${buttonVariants({ variant: "quiet", size: "icon" })} max-md:hidden`}
          >
            <X aria-hidden />
          </Link>
        }
      >
        <h2 className="text-message font-semibold">{t("room.details")}</h2>
      </PaneHeader>
      {entry ? (
        <OwnSectionsProvider>
          <RoomDetails
            entry={entry}
            dot={dot}
            onAdd={() => setAdding(true)}
            onWrite={(userId) => void openDirect([userId])}
            onGone={() => void navigate("/")}
          />
          <AddPeopleDialog entry={entry} open={adding} onClose={() => setAdding(false)} />
        </OwnSectionsProvider>
      ) : null}
    </>
  );
}
