import { queryOptions } from "@tanstack/react-query";

import type { Session } from "@/contract/types";
import { http } from "@/lib/http";

export const sessionsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: async ({ signal }) => {
    const { sessions } = await http.get<{ sessions: Session[] }>("/api/auth/sessions/", { signal });
    return sessions;
  },
});
