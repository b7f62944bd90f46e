import { infiniteQueryOptions } from "@tanstack/react-query";

import type { Attachment, Person } from "@/contract/types";
import { http } from "@/lib/http";

import type { RoomFile } from "./model/room-file";

export interface RoomFiles {
  readonly files: RoomFile[];
  readonly people: Person[];
  readonly more: boolean;
  /** Bytes of the room's files. */
  readonly used: number;
  readonly limit: number | null;
}

export type FileKind = Attachment["kind"];

/** The files of a room, the newest first; `kind` null for all. */
export const roomFilesQuery = (roomId: string, kind: FileKind | null) =>
  infiniteQueryOptions({
    queryKey: [...roomFilesKey(roomId), kind],
    queryFn: ({ pageParam: before, signal }) =>
      http.get<RoomFiles>(`/api/rooms/${roomId}/files/`, { query: { before, kind }, signal }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ files, more }) => (more ? files.at(-1)?.seq : undefined),
    staleTime: 60_000,
  });

export const roomFilesKey = (roomId: string) => ["room files", roomId] as const;
