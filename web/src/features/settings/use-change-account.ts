import { useMutation, useQueryClient } from "@tanstack/react-query";

import { toast } from "@/components/ui/toast-store";
import type { Account } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";

/** Changes somebody's role or whether they may come in; the list is fetched anew. */
export function useChangeAccount(account: Account) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<Pick<Account, "role" | "active">>) =>
      http.patch<Account>(`/api/accounts/${account.id}/`, change),
    onSuccess: () => {
      toast(t("accounts.changed", { name: account.name }));
      return queries.invalidateQueries({ queryKey: ["accounts"] });
    },
    onError: (error) => toast(describeError(error), { tone: "danger" }),
  });
}
