import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import type { OutgoingDeeds } from "./message-actions";

/** Why a message was refused, and the four ways on. */
export function FailedLine({ item, deeds }: { item: Outgoing; deeds: OutgoingDeeds }) {
  const choices = [
    [t("common.retry"), deeds.retry],
    [t("messages.edit"), deeds.edit],
    [t("common.copy"), deeds.copy],
    [t("messages.delete"), deeds.remove],
  ] as const;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
      <span className="text-danger-text">
        {t("messages.failed", { reason: item.error?.message ?? "" })}
      </span>
      {choices.map(([label, run]) => (
        <Button
          key={label}
          variant="link"
          size="inline"
          className="max-md:min-h-touch"
          onClick={() => run(item)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
