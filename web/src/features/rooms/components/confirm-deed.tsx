import type { ReactNode } from "react";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { useDeed } from "@/features/rooms/hooks/use-deed";

interface ConfirmDeedProps {
  open: boolean;
  title: string;
  body: ReactNode;
  action: string;
  typed?: string;
  danger?: boolean;
  deed: () => Promise<unknown>;
  onClose: () => void;
  onDone?: () => void;
}

/** Asks, does it, and stays open with the reason when it was refused. */
export function ConfirmDeed({ deed, onClose, onDone, ...texts }: ConfirmDeedProps) {
  const { busy, error, run, forget } = useDeed();
  async function confirm() {
    if (!(await run(deed))) return;
    onClose();
    onDone?.();
  }
  return (
    <ConfirmDialog
      {...texts}
      busy={busy}
      error={error}
      onOpenChange={(open) => {
        if (open) return;
        forget();
        onClose();
      }}
      onConfirm={() => void confirm()}
    />
  );
}
