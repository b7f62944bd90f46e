import { useQuery } from "@tanstack/react-query";

import { PresenceDot } from "@/components/ui/presence-dot";
import type { Profile } from "@/contract/types";
import { formatRelative } from "@/lib/dates";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { usePresence } from "@/realtime/use-live";

/** Whether a person is here now, as a dot; nothing while that is unknown. */
export function PersonDot({ userId, className }: { userId: string; className?: string }) {
  const state = usePresence(userId);
  if (state === "unknown") return null;
  const label = t(`presence.${state}`);
  return <PresenceDot state={state} label={label} {...(className ? { className } : {})} />;
}

/** The same in words; of those who are away for long, when they were last seen. */
export function PresenceText({ userId }: { userId: string }) {
  const state = usePresence(userId);
  const { data: lastSeen } = useQuery({
    queryKey: ["last-seen", userId],
    enabled: state === "offline",
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      http
        .get<Profile>(`/api/users/${userId}/`, { signal })
        .then(({ last_seen_at }) => last_seen_at),
  });
  if (state === "unknown") return null;
  if (state !== "offline" || !lastSeen) return <span>{t(`presence.${state}`)}</span>;
  return (
    <time dateTime={lastSeen}>{t("presence.lastSeen", { when: formatRelative(lastSeen) })}</time>
  );
}
