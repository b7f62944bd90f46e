import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Keys } from "@/components/ui/kbd";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { overlayLines, type OverlayLine } from "@/lib/keymap";
import { useBoundShortcuts } from "@/lib/shortcuts";

import { shortcutsMap } from "./shortcuts-store";

interface ShortcutsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Every key of the client; those that have nothing to do on this page are grey. */
export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  const lines = overlayLines(useBoundShortcuts());
  const groups = [...new Set(lines.map((line) => line.group))];
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={t("shortcuts.title")}
        description={t("shortcuts.body")}
        className="md:max-w-3xl"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          shortcutsMap.returnFocus();
        }}
      >
        <DialogBody className="md:columns-2 md:gap-8">
          {groups.map((group) => (
            <section key={group} className="mb-5 break-inside-avoid">
              <h3 className="mb-1 text-meta font-medium text-muted">{group}</h3>
              <dl>
                {lines
                  .filter((line) => line.group === group)
                  .map((line) => (
                    <Line key={line.label} line={line} />
                  ))}
              </dl>
            </section>
          ))}
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

function Line({ line: { label, keys, live } }: { line: OverlayLine }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4">
      <dt className={cn("text-body", !live && "text-muted")}>{label}</dt>
      <dd className="flex shrink-0 items-center gap-2">
        {keys.split(" ").map((one) => (
          <Keys key={one} keys={one} />
        ))}
      </dd>
    </div>
  );
}
