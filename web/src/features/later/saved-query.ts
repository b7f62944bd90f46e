import { infiniteQueryOptions } from "@tanstack/react-query";

import type { SavedPage } from "@/contract/types";
import { http } from "@/lib/http";

/** What I keep for later, the latest first. Events say when to ask again. */
export const savedQuery = infiniteQueryOptions({
  queryKey: ["saved-page"],
  queryFn: ({ pageParam }) =>
    http.get<SavedPage>("/api/saved/", { query: pageParam === null ? {} : { before: pageParam } }),
  initialPageParam: null as number | null,
  getNextPageParam: ({ items, more }) => (more ? (items.at(-1)?.id ?? null) : null),
  staleTime: 0,
});
