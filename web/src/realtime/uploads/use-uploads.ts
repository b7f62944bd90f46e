import { useCallback, useMemo, useSyncExternalStore } from "react";

import { useChat } from "@/realtime/chat-context";

import type { Upload, UploadPlace } from "./upload";

/** The files of a draft, as they stand. */
export function useDraftFiles(place: UploadPlace): readonly Upload[] {
  const { uploads } = useChat();
  const all = useSyncExternalStore(uploads.subscribe, uploads.list);
  return useMemo(() => {
    const here = ({ room_id, thread_id, client_id }: Upload) =>
      room_id === place.room_id && thread_id === place.thread_id && client_id === null;
    return all.filter(here);
  }, [all, place]);
}

/** How many files of a draft could go with a message, and how many there are; still while bytes move. */
export function useDraftCount(place: UploadPlace): { sendable: number; all: number } {
  const { uploads } = useChat();
  const read = useCallback(() => {
    const files = uploads.draft(place);
    return `${files.filter(isSendable).length} ${files.length}`;
  }, [uploads, place]);
  const [sendable = 0, all = 0] = useSyncExternalStore(uploads.subscribe, read)
    .split(" ")
    .map(Number);
  return { sendable, all };
}

/** Files by their names on this device, as they stand; what is gone is left out. */
export function useUploads(ids: readonly string[]): readonly Upload[] {
  const { uploads } = useChat();
  const all = useSyncExternalStore(uploads.subscribe, uploads.list);
  return useMemo(() => {
    const known = new Map(all.map((one) => [one.id, one]));
    return ids.flatMap((id) => known.get(id) ?? []);
  }, [all, ids]);
}

/** One that failed stays where it is: a message goes without it. */
export const isSendable = ({ state }: Upload) => state !== "failed";
