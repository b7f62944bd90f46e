import { Search } from "lucide-react";

import { Keys } from "@/components/ui/kbd";
import { t } from "@/lib/i18n/translate";

import { switcher } from "./switcher-store";

/** The door to the switcher for a mouse or a thumb; it looks like the field that it opens. */
export function SwitcherButton() {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => switcher.show(true)}
      className="mx-3 mb-1.5 flex h-8 shrink-0 items-center gap-2 rounded-control border border-line bg-surface px-2.5 text-small text-muted hover:border-edge max-md:h-touch"
    >
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="flex-1 text-start">{t("switcher.open")}</span>
      <span aria-hidden className="max-md:hidden">
        <Keys keys="mod+k" bare />
      </span>
    </button>
  );
}
