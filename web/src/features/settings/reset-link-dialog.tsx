import { useMutation } from "@tanstack/react-query";

import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import type { Account } from "@/contract/types";
import { formatMoment } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";

interface ResetLinkDialogProps {
  account: Account;
  open: boolean;
  onClose: () => void;
}

export function ResetLinkDialog({ account, open, onClose }: ResetLinkDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      {open ? <ResetLink account={account} /> : null}
    </Dialog>
  );
}

interface ResetLinkAnswer {
  url: string;
  expires_at: string;
}

function ResetLink({ account }: { account: Account }) {
  const { name } = account;
  const make = useMutation({
    mutationFn: () => http.post<ResetLinkAnswer>(`/api/accounts/${account.id}/reset-link/`),
  });
  const { data, error } = make;
  return (
    <DialogContent title={t("accounts.resetTitle", { name })} description={t("accounts.resetBody")}>
      <DialogBody className="flex flex-col gap-3">
        {error ? <FormProblem>{describeError(error)}</FormProblem> : null}
        {data ? (
          <>
            <CopyField label={t("accounts.resetTitle", { name })} value={data.url} takeFocus />
            <p className="text-small text-muted">
              {t("accounts.resetUntil", { when: formatMoment(data.expires_at) })}
            </p>
          </>
        ) : (
          <Button
            variant="primary"
            className="self-start"
            busy={make.isPending}
            onClick={() => make.mutate()}
          >
            {t("accounts.resetLink")}
          </Button>
        )}
      </DialogBody>
    </DialogContent>
  );
}
