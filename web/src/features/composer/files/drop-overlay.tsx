import { createPortal } from "react-dom";

import { t } from "@/lib/i18n/translate";

interface DropOverlayProps {
  over: DOMRect;
  name: string;
}

/** Says where what is held over the page would go. It lets the drag through to what lies under it. */
export function DropOverlay({ over, name }: DropOverlayProps) {
  const { top, left, width, height } = over;
  return createPortal(
    <div
      data-testid="drop-overlay"
      style={{ top, left, width, height }}
      className="pointer-events-none fixed z-40 p-2"
    >
      <div className="flex size-full flex-col items-center justify-center gap-1 rounded-card border-2 border-dashed border-accent bg-surface/92 p-4 text-center">
        <p className="text-title font-semibold text-balance">
          <bdi>{t("upload.drop", { name })}</bdi>
        </p>
        <p className="text-body text-balance text-muted">{t("upload.dropHint")}</p>
      </div>
    </div>,
    document.body,
  );
}
