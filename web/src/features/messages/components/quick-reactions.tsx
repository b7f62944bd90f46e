import { SmilePlus } from "lucide-react";

import { EmojiGlyph } from "@/components/emoji/emoji-glyph";
import { EmojiPicker } from "@/components/emoji/emoji-picker";
import { IconButton } from "@/components/ui/icon-button";
import type { Message } from "@/contract/types";
import { react, useReactions } from "@/features/messages/hooks/use-reactions";
import { useQuickEmoji } from "@/lib/emoji/recent";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

interface QuickReactionsProps {
  message: Message;
  /** "bar" over a message's corner, "sheet" for fingers. */
  place: "bar" | "sheet";
  /** One was chosen: the sheet closes. */
  onDone?: () => void;
  /** The door to all others, where a menu or a key opens it, too. */
  picking?: boolean;
  onPicking?: (open: boolean) => void;
  onCloseAutoFocus?: (event: Event) => void;
}

/** The emoji used last, one click away, and the door to all others. */
export function QuickReactions({ message, place, onDone, ...door }: QuickReactionsProps) {
  const { me } = useChat();
  const reactions = useReactions(message);
  const quick = useQuickEmoji(place === "bar" ? 3 : 5);
  const size = place === "bar" ? "iconSmall" : "icon";
  const choose = (emoji: string, there: boolean) => {
    react(message.id, emoji, there);
    onDone?.();
  };
  return (
    <>
      {quick.map((emoji) => {
        const mine = reactions.some((one) => one.emoji === emoji && one.user_ids.includes(me));
        return (
          <IconButton
            key={emoji}
            size={size}
            label={t("reactions.with", { emoji })}
            aria-pressed={mine}
            onClick={() => choose(emoji, !mine)}
          >
            <EmojiGlyph
              value={emoji}
              className={place === "bar" ? "text-[1rem]" : "text-heading"}
            />
          </IconButton>
        );
      })}
      <EmojiPicker
        onPick={(emoji) => choose(emoji, true)}
        {...(door.picking === undefined ? {} : { open: door.picking })}
        {...(door.onPicking ? { onOpenChange: door.onPicking } : {})}
        {...(door.onCloseAutoFocus ? { onCloseAutoFocus: door.onCloseAutoFocus } : {})}
      >
        <IconButton size={size} label={t("reactions.add")}>
          <SmilePlus aria-hidden />
        </IconButton>
      </EmojiPicker>
    </>
  );
}
