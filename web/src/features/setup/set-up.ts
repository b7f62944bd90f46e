import { queryOptions } from "@tanstack/react-query";

import type { SetUp } from "@/contract/types";
import { http } from "@/lib/http";
import type { Values } from "@/lib/use-form";

export interface FinishedSetup extends SetUp {
  /** As typed: the wizard's last page names them. */
  community_name: string;
  room_name: string;
}

/** ApiError `link_not_valid` when the link was used or is too old. */
export const setupLinkQuery = (token: string) =>
  queryOptions({
    queryKey: ["setup", token],
    queryFn: ({ signal }) =>
      http.get<object>(`/api/setup/${encodeURIComponent(token)}/`, { signal, auth: "none" }),
    // Once begun, the wizard must not be torn down by a look at a link that it has just used.
    staleTime: Infinity,
  });

/** Makes the owner, the first room and the first invite in one step. */
export async function setUpServer(token: string, values: Values): Promise<FinishedSetup> {
  const { community_name = "", room_name = "" } = values;
  const answer = await http.post<SetUp>("/api/setup/", { ...values, token }, { auth: "none" });
  return { ...answer, community_name, room_name };
}
