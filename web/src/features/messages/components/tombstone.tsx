import { Trash2 } from "lucide-react";

import type { Message } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { usePerson } from "@/realtime/use-cache";

/** Where a message was. Nothing of it is left, but who took it away and, if it was not theirs, why. */
export function Tombstone({ message }: { message: Message }) {
  const { author_id, deletion } = message;
  const name = usePerson(deletion?.by ?? "")?.name ?? t("room.someone");
  return (
    <p dir="auto" className="text-message text-muted italic" data-testid="tombstone">
      <Trash2
        aria-hidden
        className="me-1.5 inline size-3.5 align-[-0.125em] not-italic"
        strokeWidth={1.75}
      />
      {wordsOf(deletion, author_id, name)}
    </p>
  );
}

function wordsOf(deletion: Message["deletion"], authorId: string, name: string): string {
  if (!deletion || deletion.by === authorId) return t("message.deleted");
  const { reason } = deletion;
  return reason ? t("message.removedWhy", { name, reason }) : t("message.removedBy", { name });
}
