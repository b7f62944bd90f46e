import { useInfiniteQuery } from "@tanstack/react-query";
import { Bookmark, BookmarkX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";

import { MiniPictures } from "@/components/files/mini-picture";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { ListFailed, ListWaiting } from "@/components/ui/list-state";
import { toast } from "@/components/ui/toast-store";
import type { Message, SavedItem } from "@/contract/types";
import { formatMoment } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import { usePerson, useSaved } from "@/realtime/use-cache";

import { savedQuery } from "./saved-query";
import { useFreshSaved } from "./use-fresh-saved";

interface SavedListProps {
  /** The name of a room as I see it, by its id; `name`: what the server calls it. */
  nameOf: (roomId: string, name: string) => string;
  pathOf: (message: Message) => string;
  save: (message: Message, saved: boolean) => void;
}

/** What I keep for later; each leads to its place. */
export function SavedList({ nameOf, pathOf, save }: SavedListProps) {
  const { learn } = useChat();
  const query = useInfiniteQuery(savedQuery);
  const { data, error, hasNextPage, isFetchingNextPage } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  useFreshSaved(useMemo(() => new Set(items.map(({ message }) => message.id)), [items]));
  const { removed, toggle } = useRemoving(save);
  useEffect(() => {
    for (const { people } of data?.pages ?? []) learn(people);
  }, [data, learn]);
  if (!data) {
    if (!error) return <ListWaiting card="h-20" />;
    const retry = () => void query.refetch();
    return <ListFailed icon={Bookmark} title={t("saved.failed")} error={error} onRetry={retry} />;
  }
  if (items.length === 0) {
    return <EmptyState icon={Bookmark} title={t("saved.none")} body={t("saved.noneBody")} />;
  }
  const rooms = new Map(data.pages.flatMap((page) => page.rooms).map((room) => [room.id, room]));
  return (
    <>
      <ul aria-label={t("saved.title")} className="flex flex-col gap-2">
        {items.map((item) => (
          <SavedRow
            key={item.id}
            item={item}
            removed={removed.has(item.message.id)}
            room={nameOf(item.message.room_id, rooms.get(item.message.room_id)?.name ?? "")}
            path={pathOf(item.message)}
            onRemove={() => toggle(item.message)}
          />
        ))}
      </ul>
      {hasNextPage ? (
        <Button
          className="self-center"
          busy={isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("threads.loadMore")}
        </Button>
      ) : null}
    </>
  );
}

/** Takes one off the list at once; it can be had back for as long as the toast stands. */
function useRemoving(save: SavedListProps["save"]) {
  const [removed, setRemoved] = useState<ReadonlySet<string>>(new Set());
  const toggle = (message: Message) => {
    setRemoved((ids) => new Set([...ids, message.id]));
    save(message, false);
    const undo = () => save(message, true);
    toast(t("saved.removed"), { action: { label: t("later.undo"), run: undo } });
  };
  return { removed, toggle };
}

interface SavedRowProps {
  item: SavedItem;
  removed: boolean;
  room: string;
  path: string;
  onRemove: () => void;
}

function SavedRow({ item: { message, saved_at }, removed, room, path, onRemove }: SavedRowProps) {
  const author = usePerson(message.author_id);
  const name = author?.name ?? t("room.someone");
  const saved = useSaved(message.id);
  // Refused or taken back, it stands among the saved again; older ones than those are known by the list alone.
  if (removed && !saved) return null;
  const text = messageWords(message, 800);
  return (
    <li className="flex items-start rounded-card border border-line bg-raised">
      <Link
        to={path}
        aria-label={`${t("saved.jump", { name, room })}: ${text}`}
        className="flex min-w-0 flex-1 gap-3 rounded-card px-4 py-2.5 hover:bg-hover"
      >
        <Avatar id={message.author_id} name={name} picture={author?.picture_id} size="small" />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <bdi className="truncate text-small font-semibold">{name}</bdi>
            <span className="text-meta text-muted">
              <bdi>{room}</bdi>
              {" · "}
              <time dateTime={message.sent_at}>{formatMoment(message.sent_at)}</time>
            </span>
          </span>
          <span dir="auto" className="line-clamp-4 text-body wrap-anywhere">
            {text}
          </span>
          <MiniPictures message={message} />
          <span className="text-meta text-muted">
            {t("saved.at", { when: formatMoment(saved_at) })}
          </span>
        </span>
      </Link>
      <IconButton label={t("saved.remove")} className="m-1.5" onClick={onRemove}>
        <BookmarkX aria-hidden />
      </IconButton>
    </li>
  );
}
