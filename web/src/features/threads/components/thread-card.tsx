import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";

import { MiniPictures } from "@/components/files/mini-picture";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { FollowedThread, Message } from "@/contract/types";
import { formatRelative } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { Link } from "@/lib/router/link";
import { usePerson } from "@/realtime/use-cache";

interface ThreadCardProps {
  thread: FollowedThread;
  /** The name of its room. */
  room: string;
  path: string;
  onRead: () => void;
  onUnfollow: () => void;
}

/** A thread among others: how it began, its last two replies, what is new. All of it leads there. */
export function ThreadCard({ thread, room, path, onRead, onUnfollow }: ThreadCardProps) {
  const { root, reading, replies } = thread;
  const name = useName(root.author_id);
  const count = root.thread?.reply_count ?? replies.length;
  const hidden = count - replies.length;
  return (
    <article
      aria-label={t("threads.open", { name, room })}
      className="rounded-card border border-line bg-raised"
    >
      <header className="flex min-h-10 items-center gap-2 border-b border-line ps-4 pe-1.5">
        <p className="min-w-0 flex-1 truncate text-small font-medium text-muted">
          <bdi>{room}</bdi>
        </p>
        {root.thread?.resolved ? (
          <span className="flex shrink-0 items-center gap-1 text-small text-success">
            <CircleCheck aria-hidden className="size-3.5" strokeWidth={1.75} />
            {t("threadLine.resolved")}
          </span>
        ) : null}
        {reading.unread_count > 0 ? (
          <>
            <Badge variant={reading.mention_count > 0 ? "mention" : "count"}>
              {t("thread.unread", { count: reading.unread_count })}
            </Badge>
            <Button size="small" variant="quiet" onClick={onRead}>
              {t("threads.markRead")}
            </Button>
          </>
        ) : (
          <Button size="small" variant="quiet" onClick={onUnfollow}>
            {t("threads.unfollow")}
          </Button>
        )}
      </header>
      <Link
        to={path}
        aria-label={t("threads.open", { name, room })}
        className="block rounded-b-card px-4 py-2.5 hover:bg-hover"
      >
        <Line message={root} />
        {hidden > 0 ? (
          <p className="ps-10 pt-1.5 text-small text-accent-text">
            {t("threads.more", { count: hidden })}
          </p>
        ) : null}
        <div className="ms-2 border-s-2 border-line ps-3">
          {replies.map((reply) => (
            <Line key={reply.id} message={reply} />
          ))}
        </div>
      </Link>
    </article>
  );
}

/** One message, shortened; its links and marks are there where it stands. */
function Line({ message }: { message: Message }): ReactNode {
  const author = usePerson(message.author_id);
  const name = author?.name ?? t("room.someone");
  return (
    <div className="flex gap-2.5 py-1.5">
      <Avatar id={message.author_id} name={name} picture={author?.picture_id} size="small" />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <bdi className="truncate text-small font-semibold">{name}</bdi>
          <time dateTime={message.sent_at} className="shrink-0 text-meta text-muted">
            {formatRelative(message.sent_at)}
          </time>
        </p>
        {message.deletion ? (
          <em className="text-body text-muted">{t("message.deleted")}</em>
        ) : (
          <p dir="auto" className="line-clamp-3 text-body wrap-anywhere">
            {messageWords(message, 600)}
          </p>
        )}
        <MiniPictures message={message} />
      </div>
    </div>
  );
}

function useName(userId: string): string {
  return usePerson(userId)?.name ?? t("room.someone");
}
