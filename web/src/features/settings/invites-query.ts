import { queryOptions } from "@tanstack/react-query";

import type { Invite } from "@/contract/types";
import { http } from "@/lib/http";

export const invitesQuery = queryOptions({
  queryKey: ["invites"],
  queryFn: async ({ signal }) => {
    const { invites } = await http.get<{ invites: Invite[] }>("/api/invites/", { signal });
    return invites;
  },
});
