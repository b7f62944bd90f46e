import { useId, useState, type KeyboardEvent, type ReactNode } from "react";

import { cn } from "@/lib/cn";

import { Input } from "./input";
import { usePress } from "./use-press";

interface ListBoxProps<T> {
  /** Names the field and the list. */
  label: string;
  placeholder?: string;
  items: readonly T[];
  itemKey: (item: T) => string;
  renderItem: (item: T) => ReactNode;
  query: string;
  onQueryChange: (query: string) => void;
  onPick: (item: T) => void;
  isPicked?: (item: T) => boolean;
  /** The items still belong to an earlier query: Enter must not pick one of those. */
  pending?: boolean;
  /** Shown instead of the list when it is empty. */
  empty?: ReactNode;
  /** Backspace in the empty field: pickers of several take the last one back. */
  onBackspace?: () => void;
  /** Chips of those picked so far, above the field. */
  before?: ReactNode;
  focusOnOpen?: boolean;
  className?: string;
}

/**
 * The picker of the whole client: a field that searches and a list beneath it, after the ARIA combobox
 * pattern with the focus staying in the field. Arrows move, Enter picks.
 */
export function ListBox<T>(props: ListBoxProps<T>) {
  const { itemKey, query, onQueryChange, onPick, onBackspace } = props;
  const id = useId();
  const { items, holding, handlers } = usePress(props.items, onPick);
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, items.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  function move(step: number) {
    const next = (active + step + items.length) % items.length;
    setActive(next);
    document.getElementById(optionId(next))?.scrollIntoView({ block: "nearest" });
  }

  function pick() {
    const item = items[active];
    if (item !== undefined && !props.pending && !holding) onPick(item);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = STEPS[event.key];
    if (step || event.key === "Enter") event.preventDefault();
    if (step && items.length > 0) move(step);
    if (event.key === "Enter") pick();
    if (event.key === "Backspace" && query === "") onBackspace?.();
  }

  return (
    <div data-slot="list-box" className={cn("flex min-h-0 flex-col", props.className)}>
      {props.before}
      <Input
        className="shrink-0"
        role="combobox"
        aria-label={props.label}
        aria-expanded={items.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={items.length > 0 ? optionId(active) : undefined}
        autoComplete="off"
        spellCheck={false}
        // The picker opens because the person asked to search: the field is where they go on.
        ref={props.focusOnOpen ? focusOnce : undefined}
        placeholder={props.placeholder}
        value={query}
        onChange={(event) => {
          setActive(0);
          onQueryChange(event.target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={props.label}
        aria-busy={props.pending}
        {...handlers}
        className="mt-2 min-h-0 flex-1 overflow-y-auto"
      >
        {items.map((item, index) => (
          <Option
            key={itemKey(item)}
            id={optionId(index)}
            index={index}
            active={index === active}
            picked={props.isPicked?.(item) ?? false}
            onHover={() => setActive(index)}
          >
            {props.renderItem(item)}
          </Option>
        ))}
      </div>
      {items.length === 0 ? props.empty : null}
    </div>
  );
}

const STEPS: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus({ preventScroll: true });
}

interface OptionProps {
  id: string;
  index: number;
  active: boolean;
  picked: boolean;
  onHover: () => void;
  children: ReactNode;
}

function Option({ id, index, active, picked, onHover, children }: OptionProps) {
  return (
    // Keys are handled by the field, which keeps the focus (aria-activedescendant).
    <div
      id={id}
      role="option"
      aria-selected={picked}
      data-index={index}
      data-active={active || undefined}
      onPointerMove={onHover}
      className="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-2.5 py-1.5 data-active:bg-hover"
    >
      {children}
    </div>
  );
}
