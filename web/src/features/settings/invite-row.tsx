import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Copy, Trash2 } from "lucide-react";
import { useState } from "react";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast-store";
import type { Invite } from "@/contract/types";
import { cn } from "@/lib/cn";
import { copyText } from "@/lib/copy-text";
import { formatDate, formatMoment } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";

import { invitesQuery } from "./invites-query";

export function InviteRow({ invite }: { invite: Invite }) {
  const note = invite.note || formatDate(invite.created_at);
  return (
    <li
      className={cn(
        "flex min-h-16 items-center gap-2 py-2.5 ps-4 pe-2",
        !invite.active && "text-muted",
      )}
    >
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <bdi className="truncate font-medium">{note}</bdi>
          {invite.active ? null : <Badge>{t("invites.inactive")}</Badge>}
        </p>
        <p className="text-small text-muted">{facts(invite)}</p>
      </div>
      {invite.active ? (
        <>
          <IconButton
            label={t("invites.copyNamed", { note })}
            onClick={() => {
              void copyText(invite.url).then((done) => {
                if (done) toast(t("common.copied"));
                else toast(t("common.copyFailed"), { tone: "danger" });
              });
            }}
          >
            <Copy aria-hidden />
          </IconButton>
          <Revoke invite={invite} note={note} />
        </>
      ) : null}
    </li>
  );
}

function facts({ uses, use_limit, expires_at }: Invite): string {
  const used =
    use_limit === null
      ? t("invites.usedCount", { count: uses })
      : t("invites.usedOf", { uses, limit: use_limit });
  const end =
    expires_at === null
      ? t("invites.endless")
      : t("invites.until", { when: formatMoment(expires_at) });
  return `${used} · ${end}`;
}

function Revoke({ invite, note }: { invite: Invite; note: string }) {
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const revoke = useMutation({
    mutationFn: () => http.delete(`/api/invites/${invite.id}/`),
    onSuccess: () => {
      setOpen(false);
      toast(t("invites.revoked"));
      return queries.invalidateQueries(invitesQuery);
    },
  });
  return (
    <>
      <IconButton
        variant="dangerQuiet"
        label={t("invites.revokeNamed", { note })}
        onClick={() => setOpen(true)}
      >
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("invites.revokeTitle")}
        body={t("invites.revokeBody")}
        action={t("invites.revoke")}
        busy={revoke.isPending}
        error={revoke.error ? describeError(revoke.error) : undefined}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}
