import type { Message, Person } from "@/contract/types";
import { http } from "@/lib/http";

/** What a message said in one of its versions; `at` is when it began to say so. */
export interface MessageVersion {
  readonly version: number;
  readonly text: string;
  readonly at: string;
}

export interface Pins {
  readonly seq: number;
  readonly messages: readonly Message[];
  readonly people: readonly Person[];
}

interface Told {
  readonly message: Message;
}

const at = (id: string, rest = "") => `/api/messages/${id}/${rest}`;

/** What people do with messages: docs/protocol.md section 4. Rejects with ApiError. */
export const messageCalls = {
  read: (id: string) => http.get<Told & { people: Person[] }>(at(id)),
  /** 403 edit_too_late, 409 edited_meanwhile, message_deleted, room_archived. */
  edit: (id: string, text: string, version: number) =>
    http.patch<Told>(at(id), { text, version }).then(({ message }) => message),
  versions: (id: string) =>
    http
      .get<{ versions: readonly MessageVersion[] }>(at(id, "versions/"))
      .then(({ versions }) => versions),
  delete: (id: string, reason = "") => http.delete(at(id), { reason }),
  /** 409 too_late. */
  restore: (id: string) => http.post<Told>(at(id, "restore/")).then(({ message }) => message),
  pin: (id: string, pinned: boolean) =>
    pinned ? http.put<undefined>(at(id, "pin/")) : http.delete(at(id, "pin/")),
  pins: (roomId: string) => http.get<Pins>(`/api/rooms/${roomId}/pins/`),
  /** Any member may say that a thread came to its end, and open it again. */
  resolve: (rootId: string, resolved: boolean) =>
    resolved
      ? http.put<undefined>(`/api/threads/${rootId}/resolved/`)
      : http.delete(`/api/threads/${rootId}/resolved/`),
  removePreviews: (id: string) => http.delete(at(id, "previews/")),
  forward: (id: string, room: string, client_id: string, text: string) =>
    http.post<Told>(at(id, "forward/"), { room, client_id, text }).then(({ message }) => message),
};
