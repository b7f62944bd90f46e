import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import type { Me, Preferences } from "@/contract/types";
import { http } from "@/lib/http";
import { meQuery } from "@/lib/me";

type MeChange = Partial<
  Pick<Me, "name" | "username" | "about" | "time_zone" | "language" | "email">
> & {
  preferences?: Partial<Preferences>;
  /** Needed with `email`. */
  password?: string;
};

/** Changes parts of me and keeps the answer. An older answer never replaces a newer entry. */
export function useChangeMe(): (change: MeChange) => Promise<Me> {
  const queries = useQueryClient();
  return useCallback(
    async (change) => {
      const me = await http.patch<Me>("/api/me/", change);
      queries.setQueryData(meQuery.queryKey, (held) =>
        held && held.revision > me.revision ? held : me,
      );
      return me;
    },
    [queries],
  );
}
