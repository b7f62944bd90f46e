import { use, useRef, type ComponentProps } from "react";

import { OpenerContext } from "./opener";
import { Popover, PopoverAnchor, PopoverContent } from "./popover";
import { Sheet, SheetContent } from "./sheet";

interface Opened {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** A popover of an `Opener`, beside its button. */
export function PopoverBeside({
  open,
  onOpenChange,
  onCloseAutoFocus,
  ...content
}: Opened & ComponentProps<typeof PopoverContent>) {
  const button = use(OpenerContext);
  const wentOn = useRef(false);
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverAnchor virtualRef={button} />
      <PopoverContent
        {...content}
        onInteractOutside={(event) => {
          // A press on the button itself closes by its click, which would open again what this has closed.
          const own = event.target instanceof Node && button.current?.contains(event.target);
          if (own) event.preventDefault();
          else wentOn.current = true;
        }}
        onCloseAutoFocus={(event) => {
          onCloseAutoFocus?.(event);
          if (!event.defaultPrevented && !wentOn.current) button.current?.focus();
          event.preventDefault();
          wentOn.current = false;
        }}
      />
    </Popover>
  );
}

/** The sheet of an `Opener`, which gives the focus back to its button. */
export function OpenedSheet({
  open,
  onOpenChange,
  onCloseAutoFocus,
  ...content
}: Opened & ComponentProps<typeof SheetContent>) {
  const button = use(OpenerContext);
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent
        {...content}
        onCloseAutoFocus={(event) => {
          onCloseAutoFocus?.(event);
          if (event.defaultPrevented) return;
          event.preventDefault();
          button.current?.focus();
        }}
      />
    </Sheet>
  );
}
