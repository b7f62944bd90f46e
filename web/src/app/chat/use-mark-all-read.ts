import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import { markAllRead, setPositions } from "@/features/messages/api/mark-read";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

const complain = (error: unknown) => toast(describeError(error), { tone: "danger" });

/** Marks every chat as read, and offers to put every position back; the events bring the new counts. */
export function useMarkAllRead(): () => Promise<void> {
  return useCallback(async () => {
    try {
      const { before } = await markAllRead();
      const undo = () => void setPositions(before).catch(complain);
      const action = { label: t("common.undo"), run: undo };
      toast(t("read.all"), before.length > 0 ? { action } : {});
    } catch (error) {
      complain(error);
    }
  }, []);
}
