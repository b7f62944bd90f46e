import { useQuery } from "@tanstack/react-query";

import { Badge, countText } from "@/components/ui/badge";
import type { Reading } from "@/contract/types";
import { unreadInQuery } from "@/features/threads/api";
import { t } from "@/lib/i18n/translate";
import { useRoomEntry } from "@/realtime/use-cache";

/** How much is unread in a thread. The room's own count decides whether anything is: it is never late. */
export function ThreadMark({ roomId, rootId }: { roomId: string; rootId: string }) {
  const entry = useRoomEntry(roomId) as Pick<Reading, "thread_unread_count"> | undefined;
  const some = (entry?.thread_unread_count ?? 0) > 0;
  const { data } = useQuery({ ...unreadInQuery(roomId), enabled: some });
  const reading = data?.threads.find(({ root }) => root.id === rootId)?.reading;
  if (!some || !reading || reading.unread_count === 0) return null;
  const { unread_count: count, mention_count } = reading;
  return (
    <>
      <Badge variant={mention_count > 0 ? "mention" : "count"} aria-hidden>
        {countText(count)}
      </Badge>
      <span className="sr-only">{t("threads.count", { count })}</span>
    </>
  );
}
