import { ArrowDown, ArrowUp } from "lucide-react";

import { Button } from "@/components/ui/button";
import { countText } from "@/components/ui/badge";
import { t } from "@/lib/i18n/translate";

interface JumpPillProps {
  shown: boolean;
  count: number;
  onJump: () => void;
}

/** "3 new ↓": the way back to the present, over the list so that nothing moves. */
export function JumpPill({ shown, count, onJump }: JumpPillProps) {
  if (!shown) return null;
  return (
    <Button
      size="small"
      variant={count > 0 ? "primary" : "secondary"}
      onClick={onJump}
      aria-label={t("messages.toLatest")}
      className="absolute end-5 bottom-3 animate-pop-in rounded-full shadow-overlay"
      data-testid="jump-latest"
    >
      {count > 0 ? (
        <span className="tabular-nums">
          {count > 99 ? countText(count) : t("messages.newBelow", { count })}
        </span>
      ) : null}
      <ArrowDown aria-hidden />
    </Button>
  );
}

/** Shown while the "New" line lies above the window. */
export function UnreadAbove({ shown, onJump }: { shown: boolean; onJump: () => void }) {
  if (!shown) return null;
  return (
    <Button
      size="small"
      variant="primary"
      onClick={onJump}
      // A banner of the shell lies over the same place.
      className="absolute inset-x-0 top-2 z-10 mx-auto w-fit animate-pop-in rounded-full shadow-overlay group-has-data-[shape=floating]/shell:top-24"
    >
      <ArrowUp aria-hidden />
      {t("messages.jumpUnread")}
    </Button>
  );
}
