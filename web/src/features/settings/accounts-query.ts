import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import type { Account } from "@/contract/types";
import { http } from "@/lib/http";

/** Pages of accounts; the next page is asked for by the last id of this one. */
export const accountsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: ["accounts", search],
    queryFn: async ({ pageParam, signal }) => {
      const { accounts } = await http.get<{ accounts: Account[] }>("/api/accounts/", {
        query: { search, before: pageParam },
        signal,
      });
      return accounts;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last.length < PAGE ? null : (last.at(-1)?.id ?? null)),
    placeholderData: keepPreviousData,
  });

/** A shorter page is the last one. */
const PAGE = 50;
