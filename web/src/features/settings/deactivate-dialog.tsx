import { ConfirmDialog } from "@/components/ui/alert-dialog";
import type { Account } from "@/contract/types";
import { t } from "@/lib/i18n/translate";

import { useChangeAccount } from "./use-change-account";

interface DeactivateDialogProps {
  account: Account;
  open: boolean;
  onClose: () => void;
}

export function DeactivateDialog({ account, open, onClose }: DeactivateDialogProps) {
  const change = useChangeAccount(account);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={t("accounts.deactivateTitle", { name: account.name })}
      body={t("accounts.deactivateBody")}
      action={t("accounts.deactivate")}
      busy={change.isPending}
      onConfirm={() => change.mutate({ active: false }, { onSettled: onClose })}
    />
  );
}
