import { useState } from "react";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Message } from "@/contract/types";
import { deleteMessage } from "@/features/messages/hooks/deeds";
import { setEditing } from "@/features/messages/model/editing";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import { usePerson } from "@/realtime/use-cache";

interface MessageDialogProps {
  message: Message;
  onClose: () => void;
}

const LONGEST = 200;

/** A moderator takes away what somebody else wrote, and says why: everyone sees it. */
export function RemoveDialog({ message, onClose }: MessageDialogProps) {
  const { me } = useChat();
  const name = usePerson(message.author_id)?.name ?? t("room.someone");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = reason.trim() !== "";
  async function remove() {
    if (!ready || busy) return;
    setBusy(true);
    try {
      await deleteMessage(message, me, reason.trim());
      onClose();
    } catch (refused) {
      setError(describeError(refused));
      setBusy(false);
    }
  }
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent title={t("remove.title", { name })} description={t("remove.body")}>
        <form
          className="contents"
          onSubmit={(event) => {
            event.preventDefault();
            void remove();
          }}
        >
          <DialogBody>
            <Field label={t("remove.reason")}>
              {(control) => (
                <Input
                  {...control}
                  value={reason}
                  maxLength={LONGEST}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
            {error ? <FieldError>{error}</FieldError> : null}
          </DialogBody>
          <DialogFooter>
            <Button onClick={onClose}>{t("common.cancel")}</Button>
            <Button type="submit" variant="danger" busy={busy} disabled={!ready}>
              {t("remove.action")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

/** Somebody took every word out of a message: that is how one deletes, or a slip. */
export function EmptiedDialog({ message, onClose }: MessageDialogProps) {
  const { me } = useChat();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("edit.emptyTitle")}
      body={t("edit.emptyBody")}
      action={t("deed.delete")}
      onConfirm={() => {
        setEditing(null);
        onClose();
        void deleteMessage(message, me);
      }}
    />
  );
}
