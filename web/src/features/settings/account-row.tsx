import { Ellipsis } from "lucide-react";
import { useState } from "react";

import { PersonRow } from "@/components/person-row";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import type { Account } from "@/contract/types";
import { formatRelative } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";

import { DeactivateDialog } from "./deactivate-dialog";
import { ResetLinkDialog } from "./reset-link-dialog";
import { useSettingsMe } from "./settings-page";
import { useChangeAccount } from "./use-change-account";

export function AccountRow({ account }: { account: Account }) {
  const me = useSettingsMe();
  const mine = account.id === me.id;
  // Without a time nobody knows whether they were never here or hide it.
  const seen = account.last_seen_at
    ? ` · ${t("accounts.lastSeen", { when: formatRelative(account.last_seen_at) })}`
    : "";
  return (
    <li className="flex min-h-16 items-center gap-2 py-2 ps-4 pe-2">
      <PersonRow
        person={account}
        detail={`@${account.username}${seen}`}
        badges={
          <>
            {account.role === "member" ? null : <Badge>{t(`people.role.${account.role}`)}</Badge>}
            {mine ? <Badge variant="accent">{t("people.you")}</Badge> : null}
          </>
        }
      />
      {mine ? null : <AccountMenu account={account} />}
    </li>
  );
}

function AccountMenu({ account }: { account: Account }) {
  const me = useSettingsMe();
  const [dialog, setDialog] = useState<"reset" | "deactivate" | null>(null);
  const change = useChangeAccount(account);
  const close = () => setDialog(null);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="quiet"
            size="icon"
            aria-label={t("accounts.actions", { name: account.name })}
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem disabled={!account.active} onSelect={() => setDialog("reset")}>
            {t("accounts.resetLink")}
          </DropdownMenuItem>
          {me.role === "owner" && account.role !== "owner" ? <RoleItem account={account} /> : null}
          <DropdownMenuSeparator />
          {account.active ? (
            <DropdownMenuItem danger onSelect={() => setDialog("deactivate")}>
              {t("accounts.deactivate")}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={() => change.mutate({ active: true })}>
              {t("accounts.activate")}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      <ResetLinkDialog account={account} open={dialog === "reset"} onClose={close} />
      <DeactivateDialog account={account} open={dialog === "deactivate"} onClose={close} />
    </>
  );
}

function RoleItem({ account }: { account: Account }) {
  const change = useChangeAccount(account);
  const next = account.role === "admin" ? "member" : "admin";
  return (
    <DropdownMenuItem onSelect={() => change.mutate({ role: next })}>
      {next === "admin" ? t("accounts.makeAdmin") : t("accounts.makeMember")}
    </DropdownMenuItem>
  );
}
