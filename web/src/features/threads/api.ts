import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { FollowedThreads, ThreadPage, ThreadReading } from "@/contract/types";
import { http } from "@/lib/http";

export type ThreadFilter = "following" | "unread";

const at = (rootId: string, rest = "") => `/api/threads/${rootId}/${rest}`;

/** Threads: docs/protocol.md section 4. Rejects with ApiError; 404 for what is no root or not mine to see. */
export const threadCalls = {
  read: (rootId: string, signal?: AbortSignal) =>
    http.get<ThreadPage>(at(rootId), signal ? { signal } : {}),
  list: (query: { filter: ThreadFilter; room?: string; before?: string }) =>
    http.get<FollowedThreads>("/api/threads/", { query }),
  /** Forward only. */
  markRead: (rootId: string, seq: number) => http.post<ThreadReading>(at(rootId, "read/"), { seq }),
  follow: (rootId: string, following: boolean) =>
    following
      ? http.put<ThreadReading>(at(rootId, "following/"))
      : http.delete<ThreadReading>(at(rootId, "following/")),
};

/** Lists of threads. Events say when to ask again. */
export const THREADS_KEY = ["threads"] as const;

/** A root and where I stand in its thread. */
export const threadQuery = (rootId: string) =>
  queryOptions({
    queryKey: ["thread", rootId],
    queryFn: ({ signal }) => threadCalls.read(rootId, signal),
  });

/** The threads I follow, the last answered first. */
export const threadsQuery = (filter: ThreadFilter) =>
  infiniteQueryOptions({
    queryKey: [...THREADS_KEY, filter],
    queryFn: ({ pageParam }) =>
      threadCalls.list({ filter, ...(pageParam === null ? {} : { before: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });

/** What is unread in the threads of one room. */
export const unreadInQuery = (roomId: string) =>
  queryOptions({
    queryKey: [...THREADS_KEY, "unread-in", roomId],
    queryFn: () => threadCalls.list({ filter: "unread", room: roomId }),
    staleTime: 0,
  });
