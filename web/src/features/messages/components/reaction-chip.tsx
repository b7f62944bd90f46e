import { useRef, useState } from "react";

import { EmojiGlyph } from "@/components/emoji/emoji-glyph";
import { Tooltip } from "@/components/ui/tooltip";
import type { Reaction } from "@/contract/types";
import { useLongPress } from "@/lib/use-long-press";
import { useNames } from "@/features/messages/hooks/use-names";
import { cn } from "@/lib/cn";
import { currentLocale, t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

/** How many names a tooltip holds. */
const SHOWN = 12;

export const chipClasses =
  "flex h-7 min-w-9 items-center justify-center gap-1.5 rounded-full border border-line bg-bg px-2 " +
  "text-small tabular-nums transition-colors enabled:hover:border-edge enabled:hover:bg-hover " +
  "pointer-coarse:h-touch pointer-coarse:min-w-12 pointer-coarse:px-3";

interface ReactionChipProps {
  reaction: Reaction;
  tabIndex: number;
  readOnly: boolean;
  onFocus: () => void;
  onToggle: (there: boolean) => void;
  onHold: () => void;
}

/** One emoji and how many put it. Pressed: I am one of them. */
export function ReactionChip(props: ReactionChipProps) {
  const { reaction, readOnly, onToggle, onHold } = props;
  const { emoji, user_ids } = reaction;
  const { me } = useChat();
  const [near, setNear] = useState(false);
  const names = useNames(user_ids, near);
  const held = useRef(false);
  const press = useLongPress(() => {
    held.current = true;
    onHold();
  });
  const mine = user_ids.includes(me);
  const count = user_ids.length;
  return (
    <Tooltip side="top" label={whoText(emoji, names)}>
      <button
        type="button"
        data-stop
        aria-pressed={mine}
        aria-disabled={readOnly || undefined}
        aria-label={t(mine ? "reactions.chipMine" : "reactions.chip", { emoji, count })}
        tabIndex={props.tabIndex}
        onFocus={() => {
          setNear(true);
          props.onFocus();
        }}
        onPointerEnter={() => setNear(true)}
        {...press}
        onClick={() => {
          // The finger that was held for the names is not a tap.
          if (!held.current && !readOnly) onToggle(!mine);
          held.current = false;
        }}
        className={cn(
          chipClasses,
          mine &&
            "border-accent bg-accent-soft font-semibold text-accent-text ring-1 ring-accent ring-inset enabled:hover:border-accent enabled:hover:bg-accent-soft",
        )}
      >
        <EmojiGlyph value={emoji} className="text-[1rem]" />
        <span aria-hidden>{count}</span>
      </button>
    </Tooltip>
  );
}

export function whoText(emoji: string, names: readonly string[]): string {
  const rest = names.length - SHOWN;
  const list = new Intl.ListFormat(currentLocale(), { type: rest > 0 ? "unit" : "conjunction" });
  const shown = list.format(names.slice(0, SHOWN));
  const who = rest > 0 ? t("reactions.more", { names: shown, count: rest }) : shown;
  return t("reactions.who", { names: who, emoji });
}
