import { CircleCheck } from "lucide-react";

import { Avatar } from "@/components/ui/avatar";
import type { Thread } from "@/contract/types";
import { useMessageScope } from "@/features/messages/scope";
import { formatRelative } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { usePeople } from "@/realtime/use-cache";

interface ThreadSummaryProps {
  rootId: string;
  thread: Thread;
  tabIndex: number;
}

const FACES = 3;

/** Under a root: how many answered, who, when last, what is unread. It opens the thread. */
export function ThreadSummary({ rootId, thread, tabIndex }: ThreadSummaryProps) {
  const { ports } = useMessageScope();
  const people = usePeople();
  const { reply_count: count, last_reply_at, participant_ids, resolved } = thread;
  if (count === 0 && !resolved) return null;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      data-testid="thread-summary"
      onClick={() => ports.openThread(rootId)}
      className="-ms-1.5 mt-1 flex min-h-7 max-w-full items-center gap-2 rounded-control px-1.5 text-small hover:bg-hover pointer-coarse:min-h-touch"
    >
      <span className="flex shrink-0">
        {participant_ids.slice(0, FACES).map((id) => (
          <Avatar
            key={id}
            id={id}
            name={people[id]?.name ?? ""}
            picture={people[id]?.picture_id}
            size="tiny"
            className="-me-1 ring-2 ring-surface"
          />
        ))}
      </span>
      <span className="shrink-0 ps-0.5 font-medium text-accent-text">
        {t("threadLine.replies", { count })}
      </span>
      {ports.threadMark?.(rootId)}
      {resolved ? (
        <span className="flex shrink-0 items-center gap-1 text-success">
          <CircleCheck aria-hidden className="size-3.5" strokeWidth={1.75} />
          {t("threadLine.resolved")}
        </span>
      ) : null}
      {last_reply_at ? (
        <span className="truncate text-muted">
          {t("threadLine.lastReply", { when: formatRelative(last_reply_at) })}
        </span>
      ) : null}
    </button>
  );
}

/** In the thread itself: what follows the root. */
export function ReplyCount({ count }: { count: number }) {
  return (
    <p className="flex items-center gap-3 pt-2 pb-1 text-meta text-muted" data-testid="reply-count">
      {count > 0 ? t("thread.replies", { count }) : t("thread.noReplies")}
      <span aria-hidden className="h-px flex-1 bg-line" />
    </p>
  );
}
