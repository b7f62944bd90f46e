import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { keys } from "@/realtime/keys";

import { withSaved } from "./model/account-state";

/** Keeps a message for later or takes it off the list: shown at once, taken back when refused. */
export function useSaving(): (message: Pick<Message, "id">, saved: boolean) => void {
  const queries = useQueryClient();
  return useCallback(
    ({ id }, saved) => {
      const show = (there: boolean) =>
        queries.setQueryData<readonly string[]>(keys.saved, (ids) =>
          withSaved(ids ?? [], id, there),
        );
      show(saved);
      const path = `/api/messages/${id}/saved/`;
      const request = saved ? http.put<undefined>(path) : http.delete(path);
      request.catch((error: unknown) => {
        show(!saved);
        toast(describeError(error), { tone: "danger" });
      });
    },
    [queries],
  );
}
