import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { FieldError } from "@/components/ui/field";
import { toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { messageCalls } from "@/features/messages/api/message-calls";
import { messagePath } from "@/features/messages/model/addresses";
import { roomsApi } from "@/features/rooms/api/rooms";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { uuidv7 } from "@/lib/uuid";
import { useChat } from "@/realtime/chat-context";

import { ForwardTargets, type Target } from "./forward-targets";

import { ForwardWords } from "./forward-words";

interface ForwardDialogProps {
  message: Message;
  onClose: () => void;
}

/** Takes a message over into another chat: whom to, a word of one's own, done. */
export function ForwardDialog({ message, onClose }: ForwardDialogProps) {
  const [target, setTarget] = useState<Target | null>(null);
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent title={t("forward.title")}>
        {target ? (
          <ForwardForm
            message={message}
            target={target}
            onBack={() => setTarget(null)}
            onClose={onClose}
          />
        ) : (
          <DialogBody>
            <ForwardTargets onPick={setTarget} />
          </DialogBody>
        )}
      </DialogContent>
    </Dialog>
  );
}

interface ForwardFormProps extends ForwardDialogProps {
  target: Target;
  onBack: () => void;
}

function ForwardForm({ message, target, onBack, onClose }: ForwardFormProps) {
  const { admit } = useChat();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // The same for each try: an answer that got lost must not make two of it.
  const [clientId] = useState(() => uuidv7());

  async function roomId(): Promise<string> {
    if (target.kind === "room") return target.id;
    const entry = await roomsApi.openDirect([target.id]);
    admit(entry);
    return entry.room.id;
  }
  async function forward() {
    if (busy) return;
    setBusy(true);
    try {
      const sent = await messageCalls.forward(message.id, await roomId(), clientId, text.trim());
      const open = () => void navigate(messagePath(sent.room_id, sent.seq));
      onClose();
      toast(t("forward.done", { name: target.name }), {
        action: { label: t("forward.open"), run: open },
      });
    } catch (refused) {
      setError(describeError(refused));
      setBusy(false);
    }
  }
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        void forward();
      }}
    >
      <DialogBody className="flex flex-col gap-3">
        <ForwardWords
          message={message}
          target={target}
          text={text}
          onText={setText}
          onBack={onBack}
        />
        {error ? (
          <div role="alert">
            <FieldError>{error}</FieldError>
          </div>
        ) : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {t("forward.send")}
        </Button>
      </DialogFooter>
    </form>
  );
}
