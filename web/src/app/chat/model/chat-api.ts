import { ApiError } from "@/lib/api-error";
import { markDelivered } from "@/features/messages/api/mark-read";
import { http } from "@/lib/http";
import type { Bootstrap, Message, RoomEntry } from "@/contract/types";
import type { SyncPage } from "@/realtime/follow";
import type { MessagePage } from "@/realtime/keys";
import type { Outgoing, SendResult } from "@/realtime/outbox/outgoing";

/** What the live core asks the server over HTTP. */
export interface ChatApi {
  readonly bootstrap: () => Promise<Bootstrap>;
  readonly room: (id: string) => Promise<RoomEntry>;
  readonly sync: (stream: string, after: number) => Promise<SyncPage>;
  readonly delivered: (roomId: string, seq: number) => Promise<unknown>;
  readonly send: (item: Outgoing, uploadIds: readonly string[]) => Promise<SendResult>;
}

export const chatApi: ChatApi = {
  bootstrap: () => http.get<Bootstrap>("/api/bootstrap/"),
  room: (id) => http.get<RoomEntry>(`/api/rooms/${id}/`),
  sync: (stream, after) => http.get<SyncPage>("/api/sync/", { query: { stream, after } }),
  delivered: markDelivered,
  send: ({ room_id, client_id, text, reply_to, thread_id }, upload_ids) =>
    http
      .post<{ message: Message }>("/api/messages/", {
        room: room_id,
        client_id,
        text,
        upload_ids,
        reply_to: reply_to?.message_id ?? null,
        thread: thread_id,
      })
      .then(({ message }): SendResult => ({ kind: "accepted", message }), sendFailure),
};

/** Asks whether a message of mine arrived. Rejects without an answer. */
export async function askForSent({ room_id, client_id }: Outgoing): Promise<Message | null> {
  const query = { room: room_id, client_id };
  try {
    const page = await http.get<MessagePage>("/api/messages/", { query });
    return page.messages[0] ?? null;
  } catch (error) {
    // A room that I no longer see: sending again gets the reason.
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

/** Sorts refusals: for good, not now, or nobody knows. */
export function sendFailure(error: unknown): SendResult {
  if (!(error instanceof ApiError)) return { kind: "unknown" };
  const { status, code, message, retryAfter, fields } = error;
  const gone = fields.upload_ids?.[0];
  if (gone) return { kind: "refused", code: "file_gone", message: gone };
  // 401 after a refresh: the session is over; the message waits for the next sign-in.
  if (status === 401 || status === 429 || status === 408) {
    return { kind: "later", after: retryAfter === null ? null : retryAfter * 1000 };
  }
  if (status >= 400 && status < 500) return { kind: "refused", code, message };
  return { kind: "unknown" };
}
