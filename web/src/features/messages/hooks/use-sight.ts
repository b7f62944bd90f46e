import { useCallback, useState } from "react";

import type { History } from "@/features/messages/hooks/use-history";
import type { List, Sight } from "@/features/messages/hooks/use-message-scroll";
import type { Shown } from "@/features/messages/hooks/use-rows";

/** So near to the first row there is, older messages are fetched. */
const NEAR = 4;

/** What of the list is in sight; coming near an end of what is known fetches more. */
export function useSight({ stretch, live }: Shown, { load }: History) {
  const [sight, setSight] = useState<Sight | null>(null);
  const [list, setList] = useState<List | null>(null);
  const { from, to } = stretch;
  const onSight = useCallback(
    (now: Sight, its: List) => {
      setSight(now);
      setList(its);
      const first = its.getVirtualItems()[0]?.index ?? Infinity;
      if (from > 1 && first < NEAR) void load({ kind: "before", seq: from });
      if (!live && now.atEnd) void load({ kind: "after", seq: to });
    },
    [from, to, live, load],
  );
  return { sight, list, onSight, away: sight !== null && (!sight.atEnd || !live) };
}
