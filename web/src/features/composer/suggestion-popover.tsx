import type { ComponentProps, RefObject } from "react";

import { Popover, PopoverAnchor, PopoverContent } from "@/components/ui/popover";

import { SuggestionList } from "./suggestion-list";

interface SuggestionPopoverProps extends Omit<ComponentProps<typeof SuggestionList>, "className"> {
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The list of completions for a field inside a scrolling list, which would cut it off: over the page. */
export function SuggestionPopover({ field, ...list }: SuggestionPopoverProps) {
  // There as long as its field is: what shows the list is drawn after it.
  const anchor = field as RefObject<HTMLTextAreaElement>;
  const stay = (event: Event) => event.preventDefault();
  return (
    <Popover open>
      <PopoverAnchor virtualRef={anchor} />
      <PopoverContent
        role="presentation"
        side="top"
        align="start"
        // The focus stays in the field, whose keys move the choice.
        onOpenAutoFocus={stay}
        onCloseAutoFocus={stay}
        className="w-(--radix-popover-trigger-width) overflow-visible p-0"
      >
        <SuggestionList {...list} className="static mb-0 shadow-none" />
      </PopoverContent>
    </Popover>
  );
}
