import { useId, useState, type KeyboardEvent } from "react";

import { noteEmoji } from "@/lib/emoji/recent";

import { applyEdit, placed } from "./editing";
import { useSuggestions, type Suggestion } from "./suggestions";
import { triggerAt } from "./triggers";

interface CompletionParts {
  roomId: string;
  threadId: string | null;
  text: string;
  field: React.RefObject<HTMLTextAreaElement | null>;
  /** Nothing was typed yet: what stands there asks for nothing. */
  asleep?: boolean;
}

/** The list that completes names and shortcodes, driven from the field. */
export function useCompletion({ roomId, threadId, text, field, asleep }: CompletionParts) {
  const id = useId();
  const [caret, setCaret] = useState<number | null>(null);
  /** Closed by Esc: stays so until another word begins. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [wanted, setActive] = useState(0);
  const found = caret === null || asleep ? null : triggerAt(text, Math.min(caret, text.length));
  const trigger = found && found.from !== closedAt ? found : null;
  const items = useSuggestions(trigger, roomId, threadId);
  const open = trigger !== null && items.length > 0;
  const active = Math.min(wanted, items.length - 1);

  function pick(item: Suggestion) {
    if (!trigger || !field.current) return;
    if (item.kind === "emoji") noteEmoji(item.value);
    applyEdit(field.current, placed(trigger.from, trigger.to, item.insert));
    setActive(0);
  }

  /** True when the key was for the list. */
  function onKeyDown(event: KeyboardEvent): boolean {
    if (!open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const item = items[active];
    if (step) setActive((active + step + items.length) % items.length);
    else if (event.key === "Escape") setClosedAt(trigger.from);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && item) pick(item);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    id,
    open,
    items,
    active,
    pick,
    onKeyDown,
    /** Wherever the caret went. */
    onSelect: () => setCaret(selectionOf(field.current)),
    onBlur: () => setCaret(null),
    fieldProps: open ? { "aria-controls": id, "aria-activedescendant": `${id}-${active}` } : {},
  };
}

/** A selection completes nothing. */
function selectionOf(field: HTMLTextAreaElement | null): number | null {
  return field && field.selectionStart === field.selectionEnd ? field.selectionStart : null;
}
