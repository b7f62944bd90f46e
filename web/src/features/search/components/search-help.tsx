import { TextSearch } from "lucide-react";

import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";

const LINES = ["from", "in", "phrase", "exclude", "before", "has", "is"] as const;

/** What a search can say, while nothing is searched. */
export function SearchHelp() {
  return (
    <div className="mx-auto max-w-md pb-8">
      <EmptyState
        icon={TextSearch}
        title={t("search.teach")}
        body={t("search.teachBody")}
        className="pb-5"
      />
      <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-4 gap-y-2 px-4 text-body">
        {LINES.map((line) => (
          <div key={line} className="contents">
            <dt>
              <code className="rounded-tick bg-hover px-1.5 py-0.5 font-mono text-small">
                {t(`search.example.${line}`)}
              </code>
            </dt>
            <dd className="text-muted">{t(`search.teach.${line}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
