import { useQuery } from "@tanstack/react-query";
import { Link2, Lock, Plus } from "lucide-react";
import { useState } from "react";

import { FailedPart } from "@/components/failed-part";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";

import { InviteRow } from "./invite-row";
import { invitesQuery } from "./invites-query";
import { NewInviteDialog } from "./new-invite-dialog";
import { SettingsPage } from "./settings-page";

export function InvitesPage() {
  const { data: community } = useQuery(communityQuery);
  const [open, setOpen] = useState(false);
  const closed = community?.registration === "closed";
  return (
    <SettingsPage
      title={t("invites.title")}
      body={t("invites.body", { server: community?.name ?? "FlowChat" })}
      actions={
        <Button variant="primary" disabled={closed} onClick={() => setOpen(true)}>
          <Plus aria-hidden />
          {t("invites.make")}
        </Button>
      }
    >
      {closed ? (
        <Banner icon={Lock} tone="warning" shape="card">
          {t("invites.closed")}
        </Banner>
      ) : null}
      <InviteList />
      <NewInviteDialog open={open} onOpenChange={setOpen} />
    </SettingsPage>
  );
}

function InviteList() {
  const { data: invites, error, refetch } = useQuery(invitesQuery);
  if (error) return <FailedPart error={error} onRetry={() => void refetch()} />;
  if (!invites) return <Skeleton className="h-32" />;
  if (invites.length === 0) {
    return <EmptyState icon={Link2} title={t("invites.none")} body={t("invites.noneBody")} />;
  }
  return (
    <ul className="divide-y divide-line rounded-card border border-line">
      {invites
        .toSorted(
          (a, b) => Number(b.active) - Number(a.active) || b.created_at.localeCompare(a.created_at),
        )
        .map((invite) => (
          <InviteRow key={invite.id} invite={invite} />
        ))}
    </ul>
  );
}
