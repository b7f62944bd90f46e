import { SavedList } from "@/features/later/saved-list";
import { messagePath } from "@/features/messages/model/addresses";
import { t } from "@/lib/i18n/translate";

import { ListPane } from "./list-pane";
import { useRoomNames } from "./use-room-names";
import { useSaving } from "./use-saving";

/** The messages I keep for later. */
export function SavedPane() {
  const nameOf = useRoomNames();
  const save = useSaving();
  return (
    <ListPane title={t("saved.title")}>
      <SavedList
        nameOf={(roomId, name) => nameOf(roomId) ?? (name || t("drafts.gone"))}
        pathOf={(message) => messagePath(message.room_id, message.seq)}
        save={save}
      />
    </ListPane>
  );
}
