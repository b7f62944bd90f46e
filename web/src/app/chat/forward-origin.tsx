import { toast } from "@/components/ui/toast-store";
import type { Forwarded } from "@/contract/types";
import { messageCalls } from "@/features/messages/api/message-calls";
import { messagePath } from "@/features/messages/model/addresses";
import { titleOf } from "@/features/rooms/model/room-title";
import { isApiError } from "@/lib/api-error";
import { formatMoment } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { useChat } from "@/realtime/chat-context";
import { usePeople, useRoomEntry } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

/** Where a forwarded message comes from: a way there for whoever is in that room, else only when it was. */
export function ForwardOrigin({ forwarded }: { forwarded: Forwarded }) {
  const { me } = useChat();
  const people = usePeople();
  const navigate = useNavigate();
  const entry = useRoomEntry(forwarded.room_id) as RoomState | undefined;
  const when = formatMoment(forwarded.sent_at);
  if (!entry) return <time dateTime={forwarded.sent_at}>{when}</time>;
  async function go() {
    try {
      // The link holds an id; the address of a message is its place in the room.
      const { message } = await messageCalls.read(forwarded.message_id);
      await navigate(messagePath(message.room_id, message.seq));
    } catch (error) {
      const gone = isApiError(error) && error.status === 404;
      toast(gone ? t("forward.gone") : describeError(error), { tone: "danger" });
    }
  }
  return (
    <button
      type="button"
      onClick={() => void go()}
      className="rounded-tick text-accent-text underline decoration-accent/35 underline-offset-3 hover:decoration-accent pointer-coarse:min-h-touch"
    >
      {t("forward.origin", { room: titleOf(entry, people, me), when })}
    </button>
  );
}
