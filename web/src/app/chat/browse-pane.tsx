import { PaneHeader } from "@/app/shell/pane-header";
import { BrowseRooms } from "@/features/rooms/components/browse-rooms";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { usePageTitle } from "@/lib/title";

import { useJoin } from "./use-join";

/** All public rooms of this server. */
export function BrowsePane() {
  const join = useJoin();
  const navigate = useNavigate();
  usePageTitle(t("browse.title"));
  return (
    <>
      <PaneHeader back="/">
        <h1 className="text-message font-semibold">{t("browse.title")}</h1>
      </PaneHeader>
      <BrowseRooms
        onJoin={async (id) => {
          await join(id);
          await navigate(`/rooms/${id}`);
        }}
      />
    </>
  );
}
