import type { ReactNode } from "react";

import { formatDay } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";

/** A new day, with its real date where the reader is. */
export function DayLine({ at }: { at: string }) {
  return (
    <div className="flex items-center gap-3 px-4 pt-4 pb-2" role="separator">
      <span className="h-px flex-1 bg-line" />
      <time dateTime={at.slice(0, 10)} className="text-meta font-medium text-muted">
        {formatDay(at)}
      </time>
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

/** Where the unread part begins. */
export function NewLine() {
  return (
    <div className="flex items-center gap-2 px-4 py-1.5" role="separator" data-testid="new-line">
      <span className="h-px flex-1 bg-accent/60" />
      <span className="text-meta font-semibold text-accent-text">{t("messages.new")}</span>
    </div>
  );
}

/** Says over the list why something is not in it; nothing moves for it. */
export function ListNotice({ shown, children }: { shown: boolean; children: ReactNode }) {
  if (!shown) return null;
  return (
    <p
      role="status"
      className="absolute inset-x-2 top-2 z-10 mx-auto w-fit rounded-card bg-raised px-3 py-1 text-center text-small text-balance text-muted shadow-raised group-has-data-[shape=floating]/shell:top-24"
    >
      {children}
    </p>
  );
}
