import { X } from "lucide-react";
import { Toast as ToastPrimitive } from "radix-ui";
import { useState } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { dismissToast, useToasts, type Toast } from "./toast-store";

/** Draws the toasts; mounted once by the shell. F8 moves the focus there. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <ToastPrimitive.Provider
      key={useRounds(toasts.length === 0)}
      label={t("common.notifications")}
      duration={6_000}
      swipeDirection="down"
    >
      {toasts.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
      <ToastPrimitive.Viewport
        label={`${t("common.notifications")} ({hotkey})`}
        className="fixed inset-x-0 bottom-15 z-60 mx-auto flex w-full max-w-md flex-col gap-2 p-4 pb-[max(1rem,env(safe-area-inset-bottom))] outline-none"
      />
    </ToastPrimitive.Provider>
  );
}

/**
 * Counts how often all toasts went. The provider holds the clocks while pointer or focus is inside, and forgets to
 * let go when the last toast leaves from under them: the next ones would never end. So each round has its own.
 */
function useRounds(empty: boolean): number {
  const [round, setRound] = useState({ number: 0, empty });
  if (round.empty !== empty) setRound({ number: round.number + (empty ? 1 : 0), empty });
  return round.number;
}

function durationOf({ lasting, duration }: Toast): { duration?: number } {
  if (lasting) return { duration: Infinity };
  return duration === undefined ? {} : { duration };
}

function ToastCard({ toast }: { toast: Toast }) {
  const { action } = toast;
  return (
    <ToastPrimitive.Root
      data-slot="toast"
      type={toast.tone === "danger" ? "foreground" : "background"}
      {...durationOf(toast)}
      onOpenChange={(open) => {
        if (!open) dismissToast(toast.id);
      }}
      className={cn(
        "flex min-h-11 items-center gap-2 rounded-card bg-raised py-1.5 ps-4 pe-1.5 text-body shadow-overlay",
        "data-[state=open]:animate-sheet-bottom-in",
        toast.tone === "danger" && "bg-danger-soft text-danger-text",
      )}
    >
      <ToastPrimitive.Description className="min-w-0 flex-1 py-1">
        {toast.text}
      </ToastPrimitive.Description>
      {action ? (
        <ToastPrimitive.Action asChild altText={action.label}>
          <Button variant="quiet" size="small" className="text-accent-text" onClick={action.run}>
            {action.label}
          </Button>
        </ToastPrimitive.Action>
      ) : null}
      <ToastPrimitive.Close asChild>
        <Button variant="quiet" size="iconSmall" aria-label={t("common.dismiss")}>
          <X aria-hidden />
        </Button>
      </ToastPrimitive.Close>
    </ToastPrimitive.Root>
  );
}
