import { Suspense, useState } from "react";

import { lazyPart } from "@/lib/lazy-part";
import { useKey } from "@/lib/keymap";

import { shortcutsMap } from "./shortcuts-store";

// The dialog is a chunk of its own: most visits never open it.
const ShortcutsDialog = lazyPart(async () => (await import("./shortcuts-dialog")).ShortcutsDialog);

/** The map of keys, on "?" or Ctrl+/. */
export function ShortcutsOverlay() {
  const open = shortcutsMap.useOpen();
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  useKey("overlay", () => shortcutsMap.show(!open));
  return (
    <Suspense>
      {wanted ? <ShortcutsDialog open={open} onOpenChange={shortcutsMap.show} /> : null}
    </Suspense>
  );
}
