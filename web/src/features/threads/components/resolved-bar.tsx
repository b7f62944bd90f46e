import { CircleCheck } from "lucide-react";

import { Button } from "@/components/ui/button";
import type { Mark } from "@/contract/types";
import { formatMoment } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { usePerson } from "@/realtime/use-cache";

interface ResolvedBarProps {
  mark: Mark;
  /** Left out for who may not. */
  onReopen: (() => void) | null;
}

/** Under the head of a thread that came to its end: who said so, and when. */
export function ResolvedBar({ mark, onReopen }: ResolvedBarProps) {
  const name = usePerson(mark.by)?.name ?? t("room.someone");
  return (
    <div
      role="status"
      className="flex min-h-10 shrink-0 items-center gap-2 border-b border-line bg-bg ps-4 pe-2 text-small"
    >
      <CircleCheck aria-hidden className="size-4 shrink-0 text-success" strokeWidth={1.75} />
      <p className="min-w-0 flex-1 py-1.5">
        {t("thread.resolvedBy", { name, when: formatMoment(mark.at) })}
      </p>
      {onReopen ? (
        <Button size="small" variant="quiet" onClick={onReopen}>
          {t("thread.reopen")}
        </Button>
      ) : null}
    </div>
  );
}
