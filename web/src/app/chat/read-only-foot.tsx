import { useState } from "react";

import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-store";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import type { RoomState } from "./model/room-state";
import { useJoin } from "./use-join";

/** In place of the composer: archived, or looked into from outside. */
export function ReadOnlyFoot({ entry }: { entry: RoomState }) {
  const join = useJoin();
  const [busy, setBusy] = useState(false);
  const { room, role } = entry;
  async function joinNow() {
    setBusy(true);
    await join(room.id).catch((error: unknown) => toast(describeError(error), { tone: "danger" }));
    setBusy(false);
  }
  return (
    <div className="shrink-0 border-t border-line safe-bottom">
      <div className="flex min-h-16 items-center justify-center gap-4 px-4 py-2 text-body text-muted">
        {room.archived ? t("room.archived") : t("room.look")}
        {role === null && !room.archived ? (
          <Button variant="primary" busy={busy} onClick={() => void joinNow()}>
            {t("room.join")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
