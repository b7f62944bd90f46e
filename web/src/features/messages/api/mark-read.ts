import type { Reading } from "@/contract/types";
import { http } from "@/lib/http";

/** How far I have read one room and its threads. */
export interface Position {
  room_id: string;
  last_read_seq: number;
  threads_read_seq: number;
}

/** Moves my read position forward; the event brings the new counts. */
export function markRead(roomId: string, seq: number): Promise<unknown> {
  return http.post(`/api/rooms/${roomId}/read/`, { seq });
}

/** Makes the message at `seq` and all after it unread again; others' receipts stay. */
export function markUnread(roomId: string, seq: number): Promise<Reading> {
  return http.post<Reading>(`/api/rooms/${roomId}/unread/`, { seq });
}

/** Everything is read now. Answers with where I was, for the undoing. */
export function markAllRead(): Promise<{ before: Position[] }> {
  return http.post<{ before: Position[] }>("/api/reading/all/");
}

/** Puts positions exactly there. */
export function setPositions(rooms: readonly Position[]): Promise<unknown> {
  return http.post("/api/reading/", { rooms });
}

/** My device has what the other side of a direct chat wrote up to `seq`. */
export function markDelivered(roomId: string, seq: number): Promise<unknown> {
  return http.post(`/api/rooms/${roomId}/delivered/`, { seq });
}
