import type { Member, Room, RoomEntry, RoomRole, RoomSettings } from "@/contract/types";
import { http } from "@/lib/http";

export interface NewRoom {
  kind: "private" | "public";
  name: string;
  description: string;
  member_ids: string[];
}

export interface PublicRoom {
  room: Room;
  member_count: number;
  joined: boolean;
}

const room = (id: string) => `/api/rooms/${id}/`;

/** Every request about rooms. What they change comes back as events; answers only carry new rooms. */
export const roomsApi = {
  read: (id: string) => http.get<RoomEntry>(room(id)),
  create: (made: NewRoom) => http.post<RoomEntry>("/api/rooms/", made),
  /** One id: the one room of the pair. Several: a new private room with all of them. */
  openDirect: (user_ids: string[]) => http.post<RoomEntry>("/api/rooms/direct/", { user_ids }),
  browse: (search: string, signal: AbortSignal) =>
    http
      .get<{ rooms: PublicRoom[] }>("/api/rooms/", { query: { browse: "public", search }, signal })
      .then(({ rooms }) => rooms),
  change: (id: string, change: Partial<Pick<Room, "name" | "description" | "archived">>) =>
    http.patch<RoomEntry>(room(id), change),
  setPicture: (id: string, upload_id: string) =>
    http.put<RoomEntry>(`${room(id)}picture/`, { upload_id }),
  removePicture: (id: string) => http.delete<RoomEntry>(`${room(id)}picture/`),
  remove: (id: string, confirm: string) => http.delete(room(id), { confirm }),
  join: (id: string) => http.post<RoomEntry>(`${room(id)}join/`),
  leave: (id: string) => http.post(`${room(id)}leave/`),
  handOver: (id: string, user_id: string) => http.post(`${room(id)}hand-over/`, { user_id }),
  members: (id: string) => http.get<{ seq: number; members: Member[] }>(`${room(id)}members/`),
  addMembers: (id: string, user_ids: string[]) =>
    http.post<{ members: Member[] }>(`${room(id)}members/`, { user_ids }),
  changeRole: (id: string, userId: string, role: RoomRole) =>
    http.patch<Member>(`${room(id)}members/${userId}/`, { role }),
  changeSettings: (id: string, change: Partial<RoomSettings>) =>
    http.patch<RoomSettings>(`${room(id)}settings/`, change),
  removeMember: (id: string, userId: string) => http.delete(`${room(id)}members/${userId}/`),
};
