import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { roomFilesQuery } from "@/features/files/api";
import { aroundOf, inOrder } from "@/features/files/model/gallery-order";
import type { ShownPicture } from "@/features/files/model/shown-picture";
import { useChat } from "@/realtime/chat-context";

import { useFreshFiles } from "./use-fresh-files";

/** So many pages of newer pictures are fetched to reach the one that was opened. */
const MOST_PAGES = 20;
/** So near to the oldest one that is known, older ones are fetched. */
const NEAR = 3;

/** All pictures of a room in their order, as far as they are known, around the one that was opened. */
export function useRoomPictures({ roomId, known }: ShownPicture, at: string) {
  const { learn } = useChat();
  const query = useInfiniteQuery(roomFilesQuery(roomId, "picture"));
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  useFreshFiles(roomId);
  useEffect(() => {
    for (const { people } of data?.pages ?? []) learn(people);
  }, [data, learn]);
  const loaded = useMemo(() => inOrder(data?.pages ?? []), [data]);
  const { pictures, reached } = useMemo(
    () => aroundOf(known, loaded, hasNextPage),
    [known, loaded, hasNextPage],
  );
  const index = pictures.findIndex(({ attachment }) => attachment.id === at);
  const wanted = reached ? index < NEAR : (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (wanted && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [wanted, hasNextPage, isFetching, isError, fetchNextPage]);
  return { pictures, index, whole: reached && !hasNextPage && !isError };
}
