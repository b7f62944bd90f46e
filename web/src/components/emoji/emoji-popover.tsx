import { OpenedSheet, PopoverBeside } from "@/components/ui/beside";
import { loadEmoji } from "@/lib/emoji/load";
import { t } from "@/lib/i18n/translate";
import { useIsNarrow } from "@/lib/use-media-query";

import { EmojiPanel } from "./emoji-panel";
import type { EmojiPickerProps } from "./emoji-picker";

type EmojiPopoverProps = Omit<EmojiPickerProps, "children"> &
  Required<Pick<EmojiPickerProps, "open" | "onOpenChange">>;

/** The choice of an emoji, beside its button; on a phone in a sheet. */
export function EmojiPopover(props: EmojiPopoverProps) {
  const { onPick, open, onOpenChange } = props;
  const narrow = useIsNarrow();
  const opened = {
    open,
    onOpenChange,
    ...(props.onCloseAutoFocus ? { onCloseAutoFocus: props.onCloseAutoFocus } : {}),
  };
  const panel = (
    <EmojiPanel
      onPick={(value) => {
        onOpenChange(false);
        onPick(value);
      }}
    />
  );
  if (narrow) {
    return (
      <OpenedSheet
        {...opened}
        side="bottom"
        title={t("emoji.all")}
        className="h-[min(72dvh,34rem)]"
      >
        {panel}
      </OpenedSheet>
    );
  }
  return (
    <PopoverBeside
      {...opened}
      aria-label={t("emoji.all")}
      align={props.align ?? "end"}
      {...(props.side ? { side: props.side } : {})}
      // A fixed size, known before its contents are here: nothing jumps.
      className="h-104 w-90 overflow-hidden p-0"
    >
      {panel}
    </PopoverBeside>
  );
}

/** Asks for the names and pictures that the panel shows. */
export function preloadEmoji(): void {
  void loadEmoji().catch(() => undefined);
}
