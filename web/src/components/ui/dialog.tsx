import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { useFocusBack } from "./use-focus-back";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

export const scrimClasses =
  "fixed inset-0 z-40 bg-scrim data-[state=open]:animate-fade-in data-[state=closed]:animate-fade-out";

/** Centred in wide windows; on a phone a sheet at the bottom, where the thumb is. */
export const dialogClasses =
  "fixed z-50 flex max-h-[85dvh] flex-col bg-raised shadow-overlay outline-none " +
  "inset-x-0 bottom-0 rounded-t-card safe-bottom data-[state=open]:animate-sheet-bottom-in " +
  "md:inset-auto md:start-1/2 md:top-[12vh] md:max-h-[76dvh] md:w-[calc(100vw-2rem)] md:max-w-md " +
  "md:-translate-x-1/2 rtl:md:translate-x-1/2 md:rounded-card md:data-[state=open]:animate-fade-in " +
  "data-[state=closed]:animate-fade-out";

type DialogContentProps = Omit<ComponentProps<typeof DialogPrimitive.Content>, "title"> & {
  title: string;
  description?: ReactNode;
  /** For dialogs whose field at the top explains itself (pickers): the title is only announced. */
  hideTitle?: boolean;
};

export function DialogContent({
  title,
  description,
  hideTitle = false,
  className,
  children,
  ...props
}: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={scrimClasses} />
      <DialogPrimitive.Content
        data-slot="dialog"
        className={cn(dialogClasses, className)}
        {...(description ? {} : { "aria-describedby": undefined })}
        {...props}
        {...useFocusBack(props)}
      >
        <header className={cn("px-5 pe-14 pt-5 pb-3", hideTitle && "sr-only")}>
          <DialogPrimitive.Title className="text-title font-semibold">
            {title}
          </DialogPrimitive.Title>
          {description ? (
            <DialogPrimitive.Description className="mt-1 text-body text-muted">
              {description}
            </DialogPrimitive.Description>
          ) : null}
        </header>
        {children}
        <DialogPrimitive.Close asChild>
          <Button
            variant="quiet"
            size="icon"
            aria-label={t("common.close")}
            className="absolute end-3 top-3 max-md:end-1.5 max-md:top-1.5"
          >
            <X aria-hidden />
          </Button>
        </DialogPrimitive.Close>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  );
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-body"
      className={cn("min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5", className)}
      {...props}
    />
  );
}

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-footer"
      className={cn(
        "flex justify-end gap-2 border-t border-line px-5 py-3.5 max-md:flex-col-reverse",
        className,
      )}
      {...props}
    />
  );
}
