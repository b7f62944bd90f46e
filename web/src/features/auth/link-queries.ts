import { queryOptions } from "@tanstack/react-query";

import type { Invitation } from "@/contract/types";
import { http } from "@/lib/http";

/** What an invite link leads to; ApiError `link_not_valid` when it is dead. */
export const inviteQuery = (token: string) =>
  queryOptions({
    queryKey: ["invite", token],
    queryFn: ({ signal }) =>
      http.get<Invitation>(`/api/invites/${encodeURIComponent(token)}/`, { signal, auth: "none" }),
  });

/** Whose password a reset link changes. */
export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ["reset", token],
    queryFn: ({ signal }) =>
      http.get<{ username: string }>(`/api/auth/reset/${encodeURIComponent(token)}/`, {
        signal,
        auth: "none",
      }),
  });
