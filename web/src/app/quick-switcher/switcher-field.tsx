import { Search } from "lucide-react";
import type { KeyboardEvent } from "react";

import { t } from "@/lib/i18n/translate";

interface SwitcherFieldProps {
  listId: string;
  activeId: string | undefined;
  query: string;
  onQuery: (query: string) => void;
  onMove: (step: number) => void;
  onEnter: () => void;
}

const STEPS: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };

/** Where the letters go. It keeps the focus; the list follows it (ARIA 1.2 combobox with a listbox). */
export function SwitcherField(props: SwitcherFieldProps) {
  const { listId, activeId, query, onQuery, onMove, onEnter } = props;

  function onKeyDown(event: KeyboardEvent) {
    // An Enter or arrow that belongs to an input method is not ours.
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (step !== undefined) onMove(step);
    else if (!event.repeat) onEnter();
  }

  return (
    <div className="flex h-14 shrink-0 items-center gap-3 border-b border-line ps-4 pe-14">
      <Search aria-hidden className="icon shrink-0 text-muted" />
      <input
        // The switcher opens because somebody wants to type into it.
        // eslint-disable-next-line jsx-a11y/no-autofocus -- a dialog moves the focus inside, and this is the place in it
        autoFocus
        type="text"
        role="combobox"
        aria-label={t("switcher.title")}
        aria-expanded={activeId !== undefined}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={activeId}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="go"
        dir="auto"
        placeholder={t("switcher.placeholder")}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
        // The whole dialog stands for this field: a ring around it would say nothing.
        className="min-w-0 flex-1 bg-transparent text-message outline-none placeholder:text-muted max-md:text-[1rem]"
      />
    </div>
  );
}
