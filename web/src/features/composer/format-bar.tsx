import {
  Bold,
  Code,
  EyeOff,
  Italic,
  Link2,
  List,
  ListOrdered,
  Quote,
  SquareCode,
  Strikethrough,
  type LucideIcon,
} from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { t } from "@/lib/i18n/translate";

import { FORMATS, type FormatName } from "./formats";

const ICONS: Record<FormatName, LucideIcon> = {
  bold: Bold,
  italic: Italic,
  strike: Strikethrough,
  code: Code,
  block: SquareCode,
  link: Link2,
  quote: Quote,
  list: List,
  numbers: ListOrdered,
  spoiler: EyeOff,
};

/** A button for each kind of formatting, for those who do not know its signs or keys. */
export function FormatBar({ onFormat }: { onFormat: (name: FormatName) => void }) {
  return (
    <div
      role="toolbar"
      aria-label={t("format.toolbar")}
      className="flex overflow-x-auto border-b border-line px-1"
    >
      {FORMATS.map(({ name, keys }) => {
        const Icon = ICONS[name];
        return (
          <IconButton
            key={name}
            label={t(`format.${name}`)}
            size="iconSmall"
            className="m-0.5 shrink-0"
            {...(keys ? { keys } : {})}
            // The field keeps the focus and its selection.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onFormat(name)}
          >
            <Icon aria-hidden />
          </IconButton>
        );
      })}
    </div>
  );
}
