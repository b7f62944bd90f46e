import { Baseline, SendHorizontal, Smile } from "lucide-react";
import type { RefObject } from "react";

import { EmojiPicker } from "@/components/emoji/emoji-picker";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { applyEdit, placed, selectedIn } from "./editing";

interface ComposerButtonsProps {
  field: RefObject<HTMLTextAreaElement | null>;
  ready: boolean;
  formatting: boolean;
  onFormatting: (shown: boolean) => void;
}

/** Formatting, emoji, send: at the end of the field. */
export function ComposerButtons({ field, ready, formatting, onFormatting }: ComposerButtonsProps) {
  function insert(emoji: string) {
    if (!field.current) return;
    const { start, end } = selectedIn(field.current);
    applyEdit(field.current, placed(start, end, emoji));
  }

  return (
    <>
      <IconButton
        label={t("format.toggle")}
        aria-pressed={formatting}
        className="my-1 max-md:hidden"
        onClick={({ detail }) => {
          onFormatting(!formatting);
          // Whoever pressed it with the mouse goes on writing; by keyboard the toolbar is next.
          if (detail > 0) field.current?.focus();
        }}
      >
        <Baseline aria-hidden />
      </IconButton>
      <EmojiPicker
        onPick={insert}
        align="end"
        side="top"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          field.current?.focus();
        }}
      >
        <IconButton label={t("composer.emoji")} className="my-1 max-md:my-0">
          <Smile aria-hidden />
        </IconButton>
      </EmojiPicker>
      <IconButton
        type="submit"
        label={t("composer.send")}
        keys="enter"
        aria-disabled={!ready}
        className={cn("my-1 me-1 max-md:m-0", ready && "text-accent-text hover:text-accent-text")}
        // The keyboard of a phone must stay up: the field keeps the focus.
        onPointerDown={(event) => event.preventDefault()}
      >
        <SendHorizontal aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </>
  );
}
