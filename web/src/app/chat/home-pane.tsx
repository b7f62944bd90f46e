import { MessagesSquare } from "lucide-react";

import { buttonVariants } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";
import { useRoomIds } from "@/realtime/use-cache";

import { Connecting } from "./connecting";

/** Beside the list while no chat is chosen. */
export function HomePane() {
  const ids = useRoomIds();
  const none = ids?.length === 0;
  usePageTitle("");
  if (!ids) return <Connecting />;
  return (
    <EmptyState
      icon={MessagesSquare}
      className="m-auto"
      title={none ? t("sidebar.empty") : t("home.title")}
      body={none ? t("sidebar.emptyBody") : t("home.body")}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Link to="/new?direct" className={buttonVariants({ variant: "primary" })}>
            {t("sidebar.newDirect")}
          </Link>
          <Link to="/browse" className={buttonVariants()}>
            {t("sidebar.browse")}
          </Link>
        </div>
      }
    />
  );
}
