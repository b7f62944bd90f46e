import type { Asked } from "@/features/messages/model/timeline";
import { http } from "@/lib/http";
import type { MessagePage } from "@/realtime/keys";

const PAGE = 50;

/** One page of a room's history, or of the replies to a root. 404 when the room is not to be seen. */
export function fetchHistory(
  room: string,
  asked: Asked,
  thread: string | null = null,
): Promise<MessagePage> {
  const at = asked.kind === "newest" ? {} : { [asked.kind]: asked.seq };
  return http.get<MessagePage>("/api/messages/", {
    query: { room, limit: PAGE, ...at, ...(thread === null ? {} : { thread }) },
  });
}
