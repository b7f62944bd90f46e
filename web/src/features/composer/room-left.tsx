import { useQuery } from "@tanstack/react-query";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";

const DEFAULT_LIMIT = 8_000;
/** From here on the remaining room is shown. */
export const NEARLY_FULL = 200;

/** How many more characters the text may have; negative: so many too many. */
export function useRoomLeft(text: string): number {
  const limit = useQuery(communityQuery).data?.limits.message_length ?? DEFAULT_LIMIT;
  return limit - lengthOf(text);
}

/** As the server counts: code points after trimming, not UTF-16 units. */
export function lengthOf(text: string): number {
  return Array.from(text.trim()).length;
}

export function RoomLeft({ left }: { left: number }) {
  if (left >= NEARLY_FULL) return null;
  return (
    <span
      id="composer-room"
      role="status"
      className={cn(
        // In the line beneath, which is there for the names of who is typing.
        "absolute end-1 top-full pt-0.5 text-meta tabular-nums",
        left < 0 ? "text-danger-text" : "text-muted",
      )}
    >
      {left < 0 ? t("composer.over", { count: -left }) : t("composer.left", { count: left })}
    </span>
  );
}
