import { OpenedSheet, PopoverBeside } from "@/components/ui/beside";
import { PinsList } from "@/features/messages/components/pins-list";
import { t } from "@/lib/i18n/translate";
import { useIsNarrow } from "@/lib/use-media-query";

import type { PinsButtonProps } from "./pins-button";

interface PinsPanelProps extends PinsButtonProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What is pinned in a room, below its button, on a phone in a sheet. */
export function PinsPanel({ roomId, mayUnpin, onJump, open, onOpenChange }: PinsPanelProps) {
  const narrow = useIsNarrow();
  const opened = { open, onOpenChange };
  const list = (
    <PinsList
      roomId={roomId}
      mayUnpin={mayUnpin}
      onJump={(seq) => {
        onOpenChange(false);
        onJump(seq);
      }}
    />
  );
  if (narrow) {
    return (
      <OpenedSheet {...opened} side="bottom" title={t("pins.title")} onCloseAutoFocus={keepPlace}>
        <div className="p-2">{list}</div>
      </OpenedSheet>
    );
  }
  return (
    <PopoverBeside
      {...opened}
      align="end"
      aria-label={t("pins.title")}
      className="max-h-[min(32rem,var(--radix-popover-content-available-height))] w-96 p-2"
      onCloseAutoFocus={keepPlace}
    >
      {list}
    </PopoverBeside>
  );
}

/** After a jump the message has the focus; the button must not fetch it back. */
function keepPlace(event: Event): void {
  if (document.activeElement?.tagName === "ARTICLE") event.preventDefault();
}
