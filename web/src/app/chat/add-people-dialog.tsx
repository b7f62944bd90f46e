import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast-store";
import type { Person } from "@/contract/types";
import { PeoplePicker } from "@/features/people/people-picker";
import { roomsApi } from "@/features/rooms/api/rooms";
import { useDeed } from "@/features/rooms/hooks/use-deed";
import { t } from "@/lib/i18n/translate";

import type { RoomState } from "./model/room-state";
import { useOpenDirect } from "./use-open-direct";

interface AddPeopleDialogProps {
  entry: RoomState;
  open: boolean;
  onClose: () => void;
}

/** Finds people and adds them to the room; to a direct chat by starting a room with all of them. */
export function AddPeopleDialog({ entry, open, onClose }: AddPeopleDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()}>
      <DialogContent
        title={t("details.add")}
        description={entry.room.kind === "direct" ? t("details.addToDirect") : undefined}
      >
        <AddPeople entry={entry} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

function AddPeople({ entry, onClose }: Omit<AddPeopleDialogProps, "open">) {
  const [picked, setPicked] = useState<Person[]>([]);
  const { busy, error, run } = useDeed();
  const openDirect = useOpenDirect();
  const inside = (entry.members ?? []).map((member) => member.person.id);
  async function add() {
    const ids = picked.map((person) => person.id);
    if (entry.room.kind === "direct") {
      onClose();
      await openDirect([...inside, ...ids]);
      return;
    }
    if (!(await run(() => roomsApi.addMembers(entry.room.id, ids)))) return;
    toast(t("details.added", { count: ids.length }));
    onClose();
  }
  return (
    <>
      <DialogBody>
        <PeoplePicker picked={picked} onChange={setPicked} exclude={inside} focusOnOpen />
        {error ? (
          <p role="alert" className="mt-2 text-small text-danger-text">
            {error}
          </p>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button
          variant="primary"
          busy={busy}
          disabled={picked.length === 0}
          onClick={() => void add()}
        >
          {t("details.add")}
        </Button>
      </DialogFooter>
    </>
  );
}
