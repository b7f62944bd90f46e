import { Search, X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { FIELD_ID } from "@/features/search/model/field-id";
import { t } from "@/lib/i18n/translate";

interface SearchFieldProps {
  query: string;
  onQuery: (query: string) => void;
  /** Down from the field: to the first hit. */
  onDown: () => void;
}

/** Where the search is typed. It has the focus when the screen opens. */
export function SearchField({ query, onQuery, onDown }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const { current } = field;
    current?.focus({ preventScroll: true });
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.key !== "ArrowDown") return;
    event.preventDefault();
    onDown();
  }

  return (
    <div
      role="search"
      className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-control border border-edge bg-raised ps-2.5 focus-within:border-focus focus-within:outline-1 focus-within:outline-focus max-md:h-touch"
    >
      <Search aria-hidden className="icon shrink-0 text-muted" />
      <input
        ref={field}
        id={FIELD_ID}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        dir="auto"
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        aria-label={t("search.field")}
        placeholder={t("search.placeholder")}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-full min-w-0 flex-1 bg-transparent text-body outline-none placeholder:text-muted max-md:text-[1rem]"
      />
      {query === "" ? null : (
        <Button
          variant="quiet"
          size="icon"
          aria-label={t("search.clear")}
          onClick={() => {
            onQuery("");
            field.current?.focus();
          }}
        >
          <X aria-hidden />
        </Button>
      )}
    </div>
  );
}
