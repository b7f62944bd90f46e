import { useQuery } from "@tanstack/react-query";

import { communityQuery } from "@/lib/me";

export function useCommunityName(): string {
  return useQuery(communityQuery).data?.name ?? "";
}
