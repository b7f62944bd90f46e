import { useState, type ReactElement } from "react";

import { Opener } from "@/components/ui/opener";
import { lazyPart } from "@/lib/lazy-part";

const fetchPopover = () => import("./emoji-popover");
const EmojiPopover = lazyPart(() => fetchPopover().then((file) => file.EmojiPopover));

export interface EmojiPickerProps {
  /** The button that opens it; the focus comes back to it. */
  children: ReactElement;
  /** Called with the emoji, or ":name:" of a custom one; the picker closes then. */
  onPick: (value: string) => void;
  /** Given when something else may open it, too: a key, an entry of a menu. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  /** May send the focus elsewhere than to the button: prevent the default and focus that. */
  onCloseAutoFocus?: (event: Event) => void;
}

/** Chooses one emoji: a popover beside its button, on a phone a sheet. */
export function EmojiPicker({ children, ...props }: EmojiPickerProps) {
  const [own, setOwn] = useState(false);
  const open = props.open ?? own;

  function setOpen(next: boolean) {
    setOwn(next);
    props.onOpenChange?.(next);
  }

  return (
    <Opener button={children} open={open} onOpenChange={setOpen} onNear={preload}>
      <EmojiPopover {...props} open={open} onOpenChange={setOpen} />
    </Opener>
  );
}

/** What comes over the network is here before the click that a pointer on the button promises. */
function preload(): void {
  fetchPopover().then(
    (file) => file.preloadEmoji(),
    () => undefined,
  );
}
