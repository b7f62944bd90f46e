import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import type { ThreadPage } from "@/contract/types";
import { threadCalls, THREADS_KEY } from "@/features/threads/api";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/** Follows a thread or stops: shown at once, taken back when refused. */
export function useFollowing(): (rootId: string, following: boolean) => void {
  const queries = useQueryClient();
  return useCallback(
    (rootId, following) => {
      const show = (change: Partial<ThreadPage["reading"]>) =>
        queries.setQueryData<ThreadPage>(
          ["thread", rootId],
          (page) => page && { ...page, reading: { ...page.reading, ...change } },
        );
      show({ following });
      threadCalls.follow(rootId, following).then(
        (reading) => {
          show(reading);
          toast(t(following ? "thread.followed" : "thread.unfollowed"));
          void queries.invalidateQueries({ queryKey: THREADS_KEY });
        },
        (error: unknown) => {
          show({ following: !following });
          toast(describeError(error), { tone: "danger" });
        },
      );
    },
    [queries],
  );
}
