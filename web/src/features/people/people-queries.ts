import { keepPreviousData, queryOptions } from "@tanstack/react-query";

import type { Person, Profile } from "@/contract/types";
import { http } from "@/lib/http";

/** By name, username or whole e-mail; an empty search gives the first by name. */
export const peopleSearchQuery = (search: string, limit = 30) =>
  queryOptions({
    queryKey: ["people-search", search, limit],
    queryFn: async ({ signal }) => {
      const { people } = await http.get<{ people: Person[] }>("/api/users/", {
        query: { search, limit },
        signal,
      });
      return people;
    },
    // The last list stays until the next arrives: results must not blink between keystrokes.
    placeholderData: keepPreviousData,
  });

/** What the reader may know of one person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => http.get<Profile>(`/api/users/${id}/`, { signal }),
  });
