import { useRef, useState, type RefObject } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { describeError } from "@/lib/describe-error";
import { currentLocale, t } from "@/lib/i18n/translate";

import { composerApi } from "./api";
import type { Doubt } from "./use-send-check";

interface DoubtDialogProps {
  roomId: string;
  doubt: Doubt;
  onSend: () => void;
  onClose: () => void;
  /** Where the focus goes after it. */
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Before a message goes: who would not see it, and how many it would notify. */
export function DoubtDialog({ roomId, doubt, onSend, onClose, field }: DoubtDialogProps) {
  const { outside, group, tells } = doubt;
  const sendButton = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const names = new Intl.ListFormat(currentLocale()).format(outside.map(({ name }) => name));

  async function invite() {
    setBusy(true);
    try {
      await composerApi.invite(
        roomId,
        outside.map(({ id }) => id),
      );
      onSend();
    } catch (error) {
      setProblem(describeError(error));
      setBusy(false);
    }
  }

  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent
        title={group ? t("doubt.groupTitle", { count: tells }) : t("doubt.outsideTitle")}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          sendButton.current?.focus();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          field.current?.focus();
        }}
      >
        <DialogBody className="flex flex-col gap-2">
          {group ? <p>{t(`doubt.${group}`, { count: tells })}</p> : null}
          {outside.length > 0 ? (
            <p>{t("doubt.outside", { names, count: outside.length })}</p>
          ) : null}
          {problem ? (
            <p role="alert" className="text-danger-text">
              {problem}
            </p>
          ) : null}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t("doubt.back")}</Button>
          {outside.length > 0 ? (
            <Button busy={busy} onClick={() => void invite()}>
              {t("doubt.invite")}
            </Button>
          ) : null}
          <Button variant="primary" onClick={onSend} ref={sendButton}>
            {outside.length > 0 ? t("doubt.sendAnyway") : t("doubt.send")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
