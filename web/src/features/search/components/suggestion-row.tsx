import { t } from "@/lib/i18n/translate";

import type { Suggestion } from "@/features/search/model/suggestions";

interface SuggestionRowProps {
  suggestions: readonly Suggestion[];
  onPick: (suggestion: Suggestion) => void;
}

/** One line of what could be typed next; it keeps its height when there is nothing, so that no hit moves. */
export function SuggestionRow({ suggestions, onPick }: SuggestionRowProps) {
  return (
    <ul
      aria-label={t("search.suggestions")}
      className="flex h-9 min-w-0 flex-1 items-center gap-1.5 overflow-x-auto max-md:h-touch"
    >
      {suggestions.map((one) => (
        <li key={one.text} className="shrink-0">
          <button
            type="button"
            title={one.text === one.label ? undefined : one.text}
            onClick={() => onPick(one)}
            className="flex h-7 items-center rounded-full border border-line bg-surface px-2.5 text-small text-muted hover:border-edge hover:text-text max-md:h-9"
          >
            <bdi>{one.label}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
