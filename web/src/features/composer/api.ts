import type { Person } from "@/contract/types";
import { http } from "@/lib/http";

/** Someone who may be meant by what stands behind an `@`, and where they are. */
export interface Mentionable {
  readonly person: Person;
  readonly place: "thread" | "recent" | "member" | "outside";
}

/** Whom a text calls, as the server reads it. */
export interface Reach {
  readonly outside: readonly Person[];
  readonly tells: number;
  readonly group: "here" | "all" | null;
}

export const composerApi = {
  mentionable: (roomId: string, search: string, thread: string | null, signal: AbortSignal) =>
    http
      .get<{ people: Mentionable[] }>(`/api/rooms/${roomId}/mentionable/`, {
        query: { search, ...(thread ? { thread } : {}) },
        signal,
      })
      .then(({ people }) => people),
  reach: (roomId: string, text: string, signal: AbortSignal) =>
    http.post<Reach>(`/api/rooms/${roomId}/mentions/`, { text }, { signal }),
  invite: (roomId: string, userIds: readonly string[]) =>
    http.post(`/api/rooms/${roomId}/members/`, { user_ids: userIds }),
};
