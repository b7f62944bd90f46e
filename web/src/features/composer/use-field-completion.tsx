import { Suspense, type ComponentProps, type KeyboardEvent, type ReactNode } from "react";

import { lazyPart } from "@/lib/lazy-part";

import { useCompletion } from "./use-completion";

const SuggestionPopover = lazyPart(() =>
  import("./suggestion-popover").then((file) => file.SuggestionPopover),
);

interface FieldCompletion {
  /** The list, when there is something to choose from; drawn over the page. */
  readonly list: ReactNode;
  /** True when the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
  readonly fieldProps: ComponentProps<"textarea">;
}

/** What the composer completes, for another field in which a message is written. */
export function useFieldCompletion(parts: Parameters<typeof useCompletion>[0]): FieldCompletion {
  const { open, id, items, active, pick, ...completion } = useCompletion(parts);
  const { onKeyDown, onSelect, onBlur, fieldProps } = completion;
  return {
    onKeyDown,
    fieldProps: { "aria-autocomplete": "list", ...fieldProps, onSelect, onBlur },
    list: open ? (
      <Suspense fallback={null}>
        <SuggestionPopover
          id={id}
          items={items}
          active={active}
          onPick={pick}
          field={parts.field}
        />
      </Suspense>
    ) : null,
  };
}
