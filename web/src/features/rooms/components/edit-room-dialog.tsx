import { CircleAlert } from "lucide-react";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { Room, RoomEntry } from "@/contract/types";
import { roomsApi } from "@/features/rooms/api/rooms";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";

interface EditRoomDialogProps {
  room: Room;
  open: boolean;
  onClose: () => void;
}

/** Name and description. */
export function EditRoomDialog({ room, open, onClose }: EditRoomDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()}>
      <DialogContent title={t("details.edit")}>
        <DialogBody>
          <EditForm room={room} onClose={onClose} />
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

function EditForm({ room, onClose }: Omit<EditRoomDialogProps, "open">) {
  const form = useForm<RoomEntry>({
    send: ({ name = "", description = "" }) =>
      roomsApi.change(room.id, { name: name.trim(), description: description.trim() }),
    onDone: onClose,
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
      {form.problem ? (
        <Banner icon={CircleAlert} tone="danger" shape="card" role="alert">
          {form.problem}
        </Banner>
      ) : null}
      <Field label={t("details.name")} error={form.error("name")}>
        {(control) => (
          <Input {...control} name="name" required maxLength={80} defaultValue={room.name} />
        )}
      </Field>
      <Field label={t("details.description")} optional error={form.error("description")}>
        {(control) => <Textarea {...control} name="description" defaultValue={room.description} />}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
