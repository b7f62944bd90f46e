import { useState, type KeyboardEvent, type ReactNode } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

/**
 * Words that are covered until somebody wants to read them. The cover is as large as the words, so
 * nothing moves; until then they are invisible, which hides them from search in the page, from
 * screen readers and from Tab, too.
 */
export function Spoiler({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState(false);
  const reveal = () => setShown(true);
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  }
  if (shown) {
    // It takes over the focus, which would otherwise be lost with the cover.
    return (
      <span tabIndex={-1} ref={takeFocus} className="rounded-tick bg-hover box-decoration-clone">
        {children}
      </span>
    );
  }
  return (
    // Not a <button>: that is a box of its own and could not break over lines as the words do.
    <span
      role="button"
      tabIndex={0}
      aria-label={t("formatted.spoiler")}
      title={t("formatted.spoiler")}
      onClick={reveal}
      onKeyDown={onKeyDown}
      className={cn(
        "cursor-pointer rounded-tick bg-edge/60 box-decoration-clone select-none",
        "hover:bg-edge/80",
      )}
    >
      <span aria-hidden className="invisible">
        {children}
      </span>
    </span>
  );
}

function takeFocus(words: HTMLElement | null): void {
  words?.focus({ preventScroll: true });
}
