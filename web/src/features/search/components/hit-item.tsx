import { MiniPictures } from "@/components/files/mini-picture";
import { Avatar } from "@/components/ui/avatar";
import type { Person } from "@/contract/types";
import { formatDate, formatMoment } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { Link } from "@/lib/router/link";

import type { SearchHit } from "@/features/search/api/search";

interface HitItemProps {
  hit: SearchHit;
  author: Person | undefined;
  place: string;
}

/** One message that was found: who, where, when, and the piece of it that shows why. */
export function HitItem({ hit, author, place }: HitItemProps) {
  const { message, snippet } = hit;
  const name = author?.name ?? t("room.someone");
  return (
    <li>
      <Link
        to={`/rooms/${message.room_id}/messages/${message.seq}`}
        data-hit
        className="flex gap-3 rounded-card px-3 py-2.5 outline-offset-[-2px] hover:bg-hover focus-visible:bg-hover"
      >
        <Avatar id={message.author_id} name={name} picture={author?.picture_id} />
        <span className="min-w-0 flex-1">
          <span className="flex min-w-0 items-baseline gap-2">
            <bdi className="max-w-1/2 shrink-0 truncate text-message font-semibold">{name}</bdi>
            <bdi className="min-w-0 flex-1 truncate text-small text-muted">{place}</bdi>
            <time dateTime={message.sent_at} className="shrink-0 text-meta text-muted tabular-nums">
              <span className="max-md:hidden">{formatMoment(message.sent_at)}</span>
              <span className="md:hidden">{formatDate(message.sent_at)}</span>
            </time>
          </span>
          <span dir="auto" className="line-clamp-3 text-message wrap-anywhere">
            {snippet.map((part, index) =>
              part.match ? (
                // The pieces of one answer never change their order.
                <mark key={index} className="rounded-tick bg-selection text-text">
                  {part.text}
                </mark>
              ) : (
                part.text
              ),
            )}
            {snippet.some(({ text }) => text !== "") ? null : messageWords(message, 800)}
          </span>
          <MiniPictures message={message} />
        </span>
      </Link>
    </li>
  );
}
