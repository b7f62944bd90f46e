import { DoorClosed } from "lucide-react";
import { useEffect, useRef } from "react";

import { buttonVariants } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";
import { useFarewell } from "@/realtime/use-cache";

/** In place of a room that stopped being mine while it was open: says how that came about. */
export function RoomGone({ roomId, name }: { roomId: string; name: string }) {
  const reason = useFarewell(roomId) ?? "unsaid";
  const home = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    // Whoever was writing there lost the field under their fingers; the keyboard goes on here.
    if (document.activeElement === document.body) home.current?.focus();
  }, []);
  return (
    <div role="status" className="m-auto">
      <EmptyState
        level="h1"
        icon={DoorClosed}
        title={t(`room.gone.${reason}`, { name })}
        body={bodyOf(reason)}
        action={
          <Link ref={home} to="/" className={buttonVariants()}>
            {t("common.home")}
          </Link>
        }
      />
    </div>
  );
}

function bodyOf(reason: string): string | null {
  if (reason === "removed") return t("room.gone.removedBody");
  return reason === "deleted" ? t("room.gone.deletedBody") : null;
}
