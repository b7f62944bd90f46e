import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import { threadPath } from "@/features/messages/model/addresses";
import type { ThreadFilter } from "@/features/threads/api";
import { ThreadsList } from "@/features/threads/components/threads-list";
import { t } from "@/lib/i18n/translate";
import { useSearchParams } from "@/lib/router/hooks";

import { ListPane } from "./list-pane";
import { useRoomNames } from "./use-room-names";

/** All threads I follow, in whichever room. */
export function ThreadsPane() {
  const [search, setSearch] = useSearchParams();
  const nameOf = useRoomNames();
  const filter: ThreadFilter = search.get("filter") === "unread" ? "unread" : "following";
  const choose = (to: string) =>
    setSearch(to === "unread" ? { filter: "unread" } : {}, { replace: true });
  return (
    <ListPane title={t("threads.title")}>
      <Tabs value={filter} onValueChange={choose}>
        <TabsList aria-label={t("threads.filter")} className="mb-4">
          <TabsTrigger value="following">{t("threads.all")}</TabsTrigger>
          <TabsTrigger value="unread">{t("threads.unreadOnly")}</TabsTrigger>
        </TabsList>
        <TabsContent value={filter}>
          <ThreadsList
            key={filter}
            filter={filter}
            nameOf={(roomId) => nameOf(roomId) ?? t("drafts.gone")}
            pathOf={(root) => threadPath(root.room_id, root.id)}
          />
        </TabsContent>
      </Tabs>
    </ListPane>
  );
}
