import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";

import { toast } from "@/components/ui/toast-store";
import { CONTRACT_LEVEL } from "@/contract/level";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";

/** Offers a reload when the server has moved on to a wire that this tab does not know. */
export function useOutdatedNotice(): void {
  // Asked again when the person comes back to a tab that stood open through an update.
  const { data } = useQuery({ ...communityQuery, staleTime: 300_000, refetchOnReconnect: true });
  const outdated = data !== undefined && data.contract_level > CONTRACT_LEVEL;
  useEffect(() => {
    if (!outdated) return;
    const action = { label: t("common.reload"), run: () => location.reload() };
    toast(t("outdated.body"), { action, lasting: true });
  }, [outdated]);
}
