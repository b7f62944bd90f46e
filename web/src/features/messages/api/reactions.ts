import { http } from "@/lib/http";

interface Reacted {
  readonly revision: number;
}

/** Puts my emoji under a message or takes it away; answers the message's revision from then on. */
export async function setReaction(id: string, emoji: string, there: boolean): Promise<number> {
  const path = `/api/messages/${id}/reactions/${encodeURIComponent(emoji)}/`;
  const { revision } = await (there ? http.put<Reacted>(path) : http.delete<Reacted>(path));
  return revision;
}
