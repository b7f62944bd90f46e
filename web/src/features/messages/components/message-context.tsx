import { CornerUpLeft, Forward, MessagesSquare, Pin } from "lucide-react";

import { MessageFiles } from "@/components/files/message-files";
import { MiniPicture } from "@/components/files/mini-picture";
import { Formatted } from "@/components/formatted/formatted";
import { Avatar } from "@/components/ui/avatar";
import type { Attachment, Forwarded, Mark, Quote } from "@/contract/types";
import type { ThreadPlace } from "@/features/messages/model/rows";
import { useMessageScope } from "@/features/messages/scope";
import { t } from "@/lib/i18n/translate";
import { fileWords } from "@/lib/message-words";
import { usePerson } from "@/realtime/use-cache";

const useName = (userId: string) => usePerson(userId)?.name ?? t("room.someone");

const lineClasses =
  "flex max-w-full min-w-0 items-center gap-1.5 rounded-tick text-start text-small text-muted";

/** What a message answers; it leads there. Deleted, it says only that. */
export function QuoteBar({ quote, tabIndex }: { quote: Quote; tabIndex: number }) {
  const { ports } = useMessageScope();
  const author = usePerson(quote.author_id);
  const name = author?.name ?? t("room.someone");
  const { attachment } = quote;
  const text = quote.text || fileWords(attachment ? [attachment] : []);
  if (quote.deleted) {
    return (
      <span className={lineClasses} data-testid="quote">
        <CornerUpLeft aria-hidden className="size-3.5 shrink-0 rtl:-scale-x-100" />
        <em>{t("message.deleted")}</em>
      </span>
    );
  }
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      data-testid="quote"
      aria-label={t("message.quoteOf", { name, text })}
      onClick={() => ports.jump(quote.seq)}
      className={`${lineClasses} hover:text-text pointer-coarse:min-h-8`}
    >
      <CornerUpLeft aria-hidden className="size-3.5 shrink-0 rtl:-scale-x-100" />
      <Avatar
        id={quote.author_id}
        name={name}
        picture={author?.picture_id}
        size="tiny"
        className="size-4 text-[0.5rem]"
      />
      <bdi className="shrink-0 font-medium">{name}</bdi>
      {attachment ? <MiniPicture file={attachment} /> : null}
      <bdi className="truncate">{text}</bdi>
    </button>
  );
}

/** Over a reply that stands among the room's messages: which thread it is part of. */
export function InThreadLine({ place, tabIndex }: { place: ThreadPlace; tabIndex: number }) {
  const { ports } = useMessageScope();
  const { rootId, excerpt } = place;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      data-testid="in-thread"
      onClick={() => ports.openThread(rootId)}
      className={`${lineClasses} hover:text-text pointer-coarse:min-h-8`}
    >
      <MessagesSquare aria-hidden className="size-3.5 shrink-0" strokeWidth={1.75} />
      <bdi className="truncate">
        {excerpt ? t("threadLine.in", { excerpt }) : t("threadLine.inUnknown")}
      </bdi>
    </button>
  );
}

export function PinnedLine({ mark }: { mark: Mark }) {
  const name = useName(mark.by);
  return (
    <span className={lineClasses} data-testid="pinned">
      <Pin aria-hidden className="size-3.5 shrink-0 text-accent-text" strokeWidth={1.75} />
      <bdi className="truncate">{t("message.pinned", { name })}</bdi>
    </span>
  );
}

interface ForwardedBlockProps {
  forwarded: Forwarded;
  tabIndex: number;
  onOpen: (picture: Attachment) => void;
}

/** A message taken over from elsewhere, as it was then. */
export function ForwardedBlock({ forwarded, tabIndex, onOpen }: ForwardedBlockProps) {
  const { ports } = useMessageScope();
  const name = useName(forwarded.author_id);
  return (
    <figure className="my-0.5 border-s-3 border-edge/50 ps-3" data-testid="forwarded">
      <figcaption className="flex flex-wrap items-center gap-x-1.5 text-small text-muted">
        <Forward aria-hidden className="size-3.5 shrink-0 rtl:-scale-x-100" strokeWidth={1.75} />
        <bdi>{t("message.forwarded", { name })}</bdi>
        {ports.origin(forwarded)}
      </figcaption>
      {forwarded.text ? <Formatted text={forwarded.text} /> : null}
      <MessageFiles files={forwarded.attachments} tabIndex={tabIndex} onOpen={onOpen} />
    </figure>
  );
}
