import { MessagesSquare } from "lucide-react";

import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";

/**
 * Where a chat would be, until the first snapshot. Invisible for the first second: a server that
 * answers in time should not be seen to be waited for.
 */
export function Connecting({ level }: { level?: "p" | "h1" }) {
  return (
    <div aria-busy className="m-auto appear-late [animation-delay:1s]">
      <EmptyState
        icon={MessagesSquare}
        level={level}
        title={t("connection.first")}
        body={t("connection.firstBody")}
      />
    </div>
  );
}
