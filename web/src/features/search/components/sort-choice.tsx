import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import type { Sort } from "@/features/search/api/search";

const SORTS: readonly Sort[] = ["relevance", "newest"];

/** By relevance or by time: two radio buttons that look like one switch. */
export function SortChoice({ sort, onSort }: { sort: Sort; onSort: (sort: Sort) => void }) {
  return (
    <fieldset className="flex shrink-0 rounded-control border border-line p-0.5">
      <legend className="sr-only">{t("search.sort")}</legend>
      {SORTS.map((one) => (
        <label
          key={one}
          className={cn(
            "relative flex h-7 cursor-pointer items-center rounded-tick px-2.5 text-small max-md:h-9",
            "has-focus-visible:outline-2 has-focus-visible:outline-focus",
            one === sort
              ? "bg-accent-soft font-medium text-accent-text"
              : "text-muted hover:text-text",
          )}
        >
          <input
            type="radio"
            name="search-sort"
            checked={one === sort}
            onChange={() => onSort(one)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {t(`search.sort.${one}`)}
        </label>
      ))}
    </fieldset>
  );
}
