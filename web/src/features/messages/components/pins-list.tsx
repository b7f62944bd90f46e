import { useQuery } from "@tanstack/react-query";
import { Pin, PinOff } from "lucide-react";
import { useEffect } from "react";

import { MiniPictures } from "@/components/files/mini-picture";
import { Avatar } from "@/components/ui/avatar";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/skeleton";
import type { Message } from "@/contract/types";
import { pinsQuery } from "@/features/messages/api/pins-query";
import { pinMessage } from "@/features/messages/hooks/deeds";
import { usePending, withPending } from "@/features/messages/model/pending";
import { formatMoment } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { useChat } from "@/realtime/chat-context";
import { usePerson } from "@/realtime/use-cache";

interface PinsListProps {
  roomId: string;
  mayUnpin: boolean;
  onJump: (seq: number) => void;
}

/** What is pinned in a room: each leads to its place. */
export function PinsList({ roomId, mayUnpin, onJump }: PinsListProps) {
  const { learn } = useChat();
  const { data, error } = useQuery({ ...pinsQuery(roomId), staleTime: 0 });
  const pending = usePending();
  useEffect(() => {
    if (data) learn(data.people);
  }, [data, learn]);
  if (error) {
    return (
      <p role="alert" className="p-3 text-body text-danger-text">
        {t("pins.failed")} {describeError(error)}
      </p>
    );
  }
  if (!data) return <Skeleton className="h-16" />;
  const pinned = withPending(data.messages, pending).filter((one) => one.pinned && !one.deletion);
  if (pinned.length === 0) {
    return <EmptyState icon={Pin} title={t("pins.none")} body={t("pins.noneBody")} />;
  }
  return (
    <ul aria-label={t("pins.title")} className="flex flex-col gap-0.5">
      {pinned.map((message) => (
        <PinnedItem key={message.id} message={message} mayUnpin={mayUnpin} onJump={onJump} />
      ))}
    </ul>
  );
}

interface PinnedItemProps extends Omit<PinsListProps, "roomId"> {
  message: Message;
}

function PinnedItem({ message, mayUnpin, onJump }: PinnedItemProps) {
  const { me } = useChat();
  const author = usePerson(message.author_id);
  const name = author?.name ?? t("room.someone");
  const text = messageWords(message);
  return (
    <li className="flex items-start gap-1 rounded-control hover:bg-hover">
      <button
        type="button"
        aria-label={`${t("pins.jump", { name })}: ${text}`}
        onClick={() => onJump(message.seq)}
        className="flex min-h-touch min-w-0 flex-1 gap-2.5 rounded-control p-2 text-start"
      >
        <Avatar id={message.author_id} name={name} picture={author?.picture_id} size="small" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <bdi className="truncate text-small font-semibold">{name}</bdi>
            <time dateTime={message.sent_at} className="shrink-0 text-meta text-muted">
              {formatMoment(message.sent_at)}
            </time>
          </span>
          <bdi className="line-clamp-3 text-body wrap-anywhere">{text}</bdi>
          <MiniPictures message={message} />
        </span>
      </button>
      {mayUnpin ? (
        <IconButton
          size="iconSmall"
          label={t("deed.unpin")}
          className="m-1"
          onClick={() => void pinMessage(message, false, me)}
        >
          <PinOff aria-hidden />
        </IconButton>
      ) : null}
    </li>
  );
}
