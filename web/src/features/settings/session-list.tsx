import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";

import { FailedPart } from "@/components/failed-part";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast-store";
import type { Session } from "@/contract/types";
import { useAuth } from "@/lib/auth-context";
import { formatRelative } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";

import { sessionsQuery } from "./sessions-query";

/** Every place where this account is signed in, each of which can be ended. */
export function SessionList() {
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  if (error) return <FailedPart error={error} onRetry={() => void refetch()} />;
  if (!sessions) return <Skeleton className="h-14" />;
  const ordered = sessions.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at),
  );
  return (
    <>
      <ul className="divide-y divide-line rounded-card border border-line">
        {ordered.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      <EndEverywhere />
    </>
  );
}

function SessionRow({ session }: { session: Session }) {
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => http.delete(`/api/auth/sessions/${session.id}/`),
    onSuccess: () => {
      queries.setQueryData(sessionsQuery.queryKey, (all) =>
        all?.filter((one) => one.id !== session.id),
      );
      toast(t("security.ended"));
    },
    onError: (error) => toast(describeError(error), { tone: "danger" }),
  });
  const device = session.device || t("security.unknownDevice");
  const Icon = /android|iphone|ios|mobile/i.test(device) ? Smartphone : Monitor;
  return (
    <li className="flex min-h-16 items-center gap-3 px-4 py-2.5">
      <Icon aria-hidden className="icon text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{device}</span>
          {session.current ? <Badge variant="accent">{t("security.here")}</Badge> : null}
        </p>
        <p className="truncate text-small text-muted">
          {t("security.lastUsed", { when: formatRelative(session.last_used_at) })} ·{" "}
          {t("security.signedIn", { when: formatRelative(session.created_at) })}
        </p>
      </div>
      {session.current ? null : (
        <Button
          size="small"
          busy={end.isPending}
          aria-label={t("security.endNamed", { device })}
          onClick={() => end.mutate()}
        >
          {t("security.end")}
        </Button>
      )}
    </li>
  );
}

function EndEverywhere() {
  const { signOutEverywhere } = useAuth();
  const [open, setOpen] = useState(false);
  const end = useMutation({ mutationFn: signOutEverywhere });
  return (
    <>
      <Button variant="dangerQuiet" className="self-start" onClick={() => setOpen(true)}>
        {t("security.everywhere")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("security.everywhereTitle")}
        body={t("security.everywhereBody")}
        action={t("security.everywhere")}
        busy={end.isPending}
        error={end.error ? describeError(end.error) : undefined}
        onConfirm={() => end.mutate()}
      />
    </>
  );
}
