import { SmilePlus } from "lucide-react";
import { Suspense, useRef, useState, type KeyboardEvent } from "react";

import { EmojiPicker } from "@/components/emoji/emoji-picker";
import type { Message } from "@/contract/types";
import { react, useReactions } from "@/features/messages/hooks/use-reactions";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";

import { ReactionChip, chipClasses } from "./reaction-chip";

const ReactorsSheet = lazyPart(() => import("./reactors-sheet").then((file) => file.ReactorsSheet));

interface ReactionsProps {
  message: Message;
  /** Is its message the stop of the roving focus: only then Tab comes here. */
  active: boolean;
  /** Archived room, or no member: to be seen, not to be changed. */
  readOnly: boolean;
}

/** The emoji under a message: who put them, mine marked, one more to add. Nothing while there are none. */
export function Reactions({ message, active, readOnly }: ReactionsProps) {
  const reactions = useReactions(message);
  const [stop, setStop] = useState(0);
  const [shown, setShown] = useState<string | null>(null);
  const row = useRef<HTMLDivElement>(null);
  if (reactions.length === 0) return null;
  const stops = reactions.length + (readOnly ? 0 : 1);
  const tabIndex = (index: number) => (active && index === Math.min(stop, stops - 1) ? 0 : -1);

  function onKeyDown(event: KeyboardEvent) {
    const next = target(event, stop, stops);
    if (next === null) return;
    event.preventDefault();
    setStop(next);
    row.current?.querySelectorAll<HTMLElement>("[data-stop]")[next]?.focus();
  }

  return (
    <div
      ref={row}
      role="toolbar"
      aria-label={t("reactions.label")}
      data-testid="reactions"
      // A finger held here asks who reacted, not for the actions of the message.
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={onKeyDown}
      className="mt-1 flex flex-wrap gap-1 pb-0.5 pointer-coarse:gap-1.5"
    >
      {reactions.map((reaction, index) => (
        <ReactionChip
          key={reaction.emoji}
          reaction={reaction}
          tabIndex={tabIndex(index)}
          readOnly={readOnly}
          onFocus={() => setStop(index)}
          onToggle={(there) => react(message.id, reaction.emoji, there)}
          onHold={() => setShown(reaction.emoji)}
        />
      ))}
      {readOnly ? null : (
        <EmojiPicker align="start" onPick={(emoji) => react(message.id, emoji, true)}>
          <button
            type="button"
            data-stop
            aria-label={t("reactions.add")}
            title={t("reactions.add")}
            tabIndex={tabIndex(reactions.length)}
            onFocus={() => setStop(reactions.length)}
            className={chipClasses}
          >
            <SmilePlus aria-hidden className="icon text-muted" />
          </button>
        </EmojiPicker>
      )}
      {shown === null ? null : (
        <Suspense fallback={null}>
          <ReactorsSheet reactions={reactions} shown={shown} onShow={setShown} />
        </Suspense>
      )}
    </div>
  );
}

const STEPS: Partial<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

function target(event: KeyboardEvent, stop: number, stops: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  // The picker and the sheet are children in React's eyes: their keys pass here, too.
  if (!(event.target instanceof HTMLElement) || event.target.dataset.stop === undefined)
    return null;
  if (event.key === "Home") return 0;
  if (event.key === "End") return stops - 1;
  const step = STEPS[event.key];
  if (!step) return null;
  const forward = getComputedStyle(event.target).direction === "rtl" ? -step : step;
  return (stop + forward + stops) % stops;
}
