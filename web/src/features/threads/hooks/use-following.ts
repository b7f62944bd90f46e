import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import type { ThreadPage } from "@/contract/types";
import { threadCalls, THREADS_KEY } from "@/features/threads/api";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/**
 * What was asked last of each thread, while it is under way. Two requests at once may arrive in either
 * order: the second waits for the first, and only the last one's answer is shown.
 */
const asked = new Map<string, Promise<unknown>>();

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
      const before = asked.get(rootId)?.catch(() => undefined) ?? Promise.resolve();
      const asking = before.then(() => threadCalls.follow(rootId, following));
      asked.set(rootId, asking);
      const isLast = () => asked.get(rootId) === asking && asked.delete(rootId);
      asking.then(
        (reading) => {
          if (!isLast()) return;
          show(reading);
          toast(t(following ? "thread.followed" : "thread.unfollowed"));
          void queries.invalidateQueries({ queryKey: THREADS_KEY });
        },
        (error: unknown) => {
          if (!isLast()) return;
          show({ following: !following });
          toast(describeError(error), { tone: "danger" });
        },
      );
    },
    [queries],
  );
}
