import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { scrimClasses } from "./dialog";
import { useFocusBack } from "./use-focus-back";

export const Sheet = DialogPrimitive.Root;
export const SheetTrigger = DialogPrimitive.Trigger;
export const SheetClose = DialogPrimitive.Close;

type SheetContentProps = Omit<ComponentProps<typeof DialogPrimitive.Content>, "title"> & {
  title: string;
  side?: "end" | "bottom";
};

const sides = {
  end: "inset-y-0 end-0 w-[min(100vw-3rem,var(--spacing-details))] data-[state=open]:animate-sheet-end-in",
  bottom:
    "inset-x-0 bottom-0 max-h-[80dvh] rounded-t-card safe-bottom data-[state=open]:animate-sheet-bottom-in",
};

/** A panel from the edge: details in middling windows, the action sheet on a phone. */
export function SheetContent({
  title,
  side = "end",
  className,
  children,
  ...props
}: SheetContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={scrimClasses} />
      <DialogPrimitive.Content
        data-slot="sheet"
        aria-describedby={undefined}
        className={cn(
          "fixed z-50 flex flex-col bg-raised shadow-overlay outline-none data-[state=closed]:animate-fade-out",
          sides[side],
          className,
        )}
        {...props}
        {...useFocusBack(props)}
      >
        <header className="flex h-header shrink-0 items-center justify-between gap-2 border-b border-line ps-4 pe-2">
          <DialogPrimitive.Title className="truncate text-title font-semibold">
            {title}
          </DialogPrimitive.Title>
          <DialogPrimitive.Close asChild>
            <Button variant="quiet" size="icon" aria-label={t("common.close")}>
              <X aria-hidden />
            </Button>
          </DialogPrimitive.Close>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}
