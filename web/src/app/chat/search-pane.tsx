import { useCallback, useMemo } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import type { Room } from "@/contract/types";
import { titleOf } from "@/features/rooms/model/room-title";
import { SearchScreen } from "@/features/search/components/search-screen";
import type { Known } from "@/features/search/model/suggestions";
import { t } from "@/lib/i18n/translate";
import { usePageTitle } from "@/lib/title";
import { useChat } from "@/realtime/chat-context";
import { usePeople, useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";
import { placeIn } from "./use-search-key";
import { useSearchText } from "./use-search-text";

/** Search among all messages. The address holds what is searched, so it can be kept, shared and gone back to. */
export function SearchPane() {
  const { text, setText, sort, setSort } = useSearchText();
  const { me } = useChat();
  const people = usePeople();
  const entries = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  usePageTitle(text.trim() || t("search.title"));

  const known = useMemo<Known>(
    () => ({
      people: Object.values(people).filter(({ active }) => active),
      places: entries.map((entry) => ({
        value: placeIn(entry, entries, people, me),
        label: titleOf(entry, people, me),
      })),
    }),
    [people, entries, me],
  );
  const nameOf = useCallback(
    (room: Room) => {
      const entry = entries.find((one) => one.room.id === room.id);
      return entry ? titleOf(entry, people, me) : room.name;
    },
    [entries, people, me],
  );
  return (
    <SearchScreen
      query={text}
      onQuery={setText}
      sort={sort}
      onSort={setSort}
      known={known}
      nameOf={nameOf}
      head={(field) => (
        <PaneHeader back="/">
          <h1 className="sr-only">{t("search.title")}</h1>
          {field}
        </PaneHeader>
      )}
    />
  );
}
