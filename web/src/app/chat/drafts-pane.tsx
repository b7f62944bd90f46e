import { useQuery } from "@tanstack/react-query";

import { DraftsList } from "@/features/later/drafts-list";
import { threadPath } from "@/features/messages/model/addresses";
import { threadQuery } from "@/features/threads/api";
import { plainText } from "@/lib/formatting/plain-text";
import { t } from "@/lib/i18n/translate";
import type { DraftPlace } from "@/realtime/drafts/drafts";

import { ListPane } from "./list-pane";
import { useRoomNames } from "./use-room-names";

const EXCERPT = 60;

/** Everything I have begun to write, in all rooms and threads. */
export function DraftsPane() {
  const nameOf = useRoomNames();
  const placeName = ({ room_id, thread_id }: DraftPlace) => {
    const room = nameOf(room_id);
    if (room === null) return t("drafts.gone");
    return thread_id === null ? room : t("drafts.inThread", { room });
  };
  return (
    <ListPane title={t("drafts.title")}>
      <DraftsList
        nameOf={placeName}
        titleOf={(place) => <PlaceTitle place={place} room={nameOf(place.room_id)} />}
        pathOf={({ room_id, thread_id }) => {
          if (nameOf(room_id) === null) return null;
          return thread_id === null ? `/rooms/${room_id}` : threadPath(room_id, thread_id);
        }}
      />
    </ListPane>
  );
}

/** A thread is known by how its root begins. */
function PlaceTitle({ place, room }: { place: DraftPlace; room: string | null }) {
  const { thread_id } = place;
  const { data } = useQuery({
    ...threadQuery(thread_id ?? ""),
    enabled: thread_id !== null && room !== null,
  });
  if (room === null) return t("drafts.gone");
  if (thread_id === null) return room;
  const excerpt = plainText(data?.root.text ?? "", { spoilers: false }).replace(/\s+/g, " ");
  if (!excerpt) return t("drafts.inThread", { room });
  return t("drafts.inThreadOf", { room, excerpt: excerpt.slice(0, EXCERPT) });
}
