import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";

import type { components } from "@/contract/api";
import { http } from "@/lib/http";

export type SearchAnswer = components["schemas"]["SearchAnswer"];
export type SearchHit = SearchAnswer["hits"][number];
export type Sort = "relevance" | "newest";

/** Pages of hits. The last ones stay until the next come: results must not blink between keystrokes. */
export const searchQuery = (q: string, sort: Sort) =>
  infiniteQueryOptions({
    queryKey: ["search", q, sort],
    queryFn: ({ pageParam, signal }) =>
      http.get<SearchAnswer>("/api/search/", { query: { q, sort, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: q !== "",
    // Long enough to come back from a message to the list one left; an edit or a deletion shows soon after.
    staleTime: 15_000,
  });

/** The seq of the first message on a day (YYYY-MM-DD) or later; null when there is none. */
export async function findDay(room: string, date: string): Promise<number | null> {
  const { seq } = await http.get<{ seq: number | null }>("/api/messages/at/", {
    query: { room, date },
  });
  return seq;
}
