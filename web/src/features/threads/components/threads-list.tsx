import { useInfiniteQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListFailed, ListWaiting } from "@/components/ui/list-state";
import { toast } from "@/components/ui/toast-store";
import type { FollowedThread, FollowedThreads, Message, ThreadReading } from "@/contract/types";
import { threadCalls, threadsQuery, type ThreadFilter } from "@/features/threads/api";
import { useFollowing } from "@/features/threads/hooks/use-following";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

import { ThreadCard } from "./thread-card";

interface ThreadsListProps {
  filter: ThreadFilter;
  nameOf: (roomId: string) => string;
  pathOf: (root: Message) => string;
}

/** The threads I follow; those with something unread come first, and stay there for the visit. */
export function ThreadsList({ filter, nameOf, pathOf }: ThreadsListProps) {
  const { learn } = useChat();
  const query = useInfiniteQuery(threadsQuery(filter));
  const { data, error, isFetchingNextPage, hasNextPage } = query;
  const markRead = useMarkRead(filter);
  const follow = useFollowing();
  useEffect(() => {
    for (const { people } of data?.pages ?? []) learn(people);
  }, [data, learn]);
  const threads = data?.pages.flatMap((page) => page.threads) ?? [];
  const unread = useUnreadOnce(threads);
  if (!data) {
    if (!error) return <ListWaiting card="h-44" />;
    const retry = () => void query.refetch();
    return (
      <ListFailed icon={MessagesSquare} title={t("threads.failed")} error={error} onRetry={retry} />
    );
  }
  if (threads.length === 0) return <Nothing filter={filter} />;
  const parts = [
    { title: t("threads.unread"), threads: threads.filter(({ root }) => unread.has(root.id)) },
    { title: t("threads.earlier"), threads: threads.filter(({ root }) => !unread.has(root.id)) },
  ].filter((part) => part.threads.length > 0);
  return (
    <div className="flex flex-col gap-6">
      {parts.map((part) => (
        <section key={part.title} aria-label={part.title} className="flex flex-col gap-3">
          <h2 className="text-small font-semibold text-muted">{part.title}</h2>
          {part.threads.map((thread) => (
            <ThreadCard
              key={thread.root.id}
              thread={thread}
              room={nameOf(thread.root.room_id)}
              path={pathOf(thread.root)}
              onRead={() => markRead(thread)}
              onUnfollow={() => follow(thread.root.id, false)}
            />
          ))}
        </section>
      ))}
      {hasNextPage ? (
        <Button
          className="self-center"
          busy={isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("threads.loadMore")}
        </Button>
      ) : null}
    </div>
  );
}

/** Which threads were unread at any time of this visit: a card must not move away while it is being read. */
function useUnreadOnce(threads: readonly FollowedThread[]): ReadonlySet<string> {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set());
  const fresh = threads
    .filter(({ root, reading }) => reading.unread_count > 0 && !held.has(root.id))
    .map(({ root }) => root.id);
  if (fresh.length > 0) setHeld(new Set([...held, ...fresh]));
  return held;
}

type Data = InfiniteData<FollowedThreads, string | null>;

/** Marks a thread as read up to its last reply: shown at once, taken back when refused. */
function useMarkRead(filter: ThreadFilter) {
  const queries = useQueryClient();
  const { queryKey } = threadsQuery(filter);
  return ({ root, reading }: FollowedThread) => {
    const show = (change: Partial<ThreadReading>) =>
      queries.setQueryData<Data>(queryKey, (data) => data && withReading(data, root.id, change));
    show({ unread_count: 0, mention_count: 0 });
    threadCalls.markRead(root.id, root.thread?.last_reply_seq ?? root.seq).then(
      (now) => show(now),
      (error: unknown) => {
        show(reading);
        toast(describeError(error), { tone: "danger" });
      },
    );
  };
}

function withReading(data: Data, rootId: string, change: Partial<ThreadReading>): Data {
  const changed = (thread: FollowedThread) =>
    thread.root.id === rootId ? { ...thread, reading: { ...thread.reading, ...change } } : thread;
  const pages = data.pages.map((page) => ({ ...page, threads: page.threads.map(changed) }));
  return { ...data, pages };
}

function Nothing({ filter }: { filter: ThreadFilter }) {
  const read = filter === "unread";
  return (
    <EmptyState
      icon={MessagesSquare}
      title={read ? t("threads.allRead") : t("threads.none")}
      body={read ? t("threads.allReadBody") : t("threads.noneBody")}
    />
  );
}
