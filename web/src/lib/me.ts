import { queryOptions, useQuery } from "@tanstack/react-query";

import type { CommunityInfo, Me } from "@/contract/types";

import { http } from "./http";

/** The signed-in person. Sign-in, bootstrap and account.changed write the same entry. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => http.get<Me>("/api/me/", { signal }),
  staleTime: Infinity,
});

/** The server's name, mode and limits; readable signed out. community.changed writes the same entry. */
export const communityQuery = queryOptions({
  queryKey: ["community"],
  queryFn: ({ signal }) => http.get<CommunityInfo>("/api/community/", { signal, auth: "none" }),
  staleTime: Infinity,
});

/**
 * undefined until the first answer; the shell renders features only after it. Only listens: sign-in and
 * bootstrap bring the entry, and a request of its own would be one too many in a first load.
 */
export function useMe(): Me | undefined {
  return useQuery({ ...meQuery, enabled: false }).data;
}
