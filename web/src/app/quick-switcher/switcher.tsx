import { Suspense, useEffect, useState } from "react";

import { lazyPart } from "@/lib/lazy-part";
import { useKey } from "@/lib/keymap";

import { switcher } from "./switcher-store";

const load = () => import("./switcher-dialog");
const SwitcherDialog = lazyPart(async () => (await load()).SwitcherDialog);

/** Long enough for the first paint and the first answers to be over. */
const AT_REST_MS = 1_500;

/** The key that opens the quick switcher, and the switcher. */
export function QuickSwitcher() {
  const open = switcher.useOpen();
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  useKey("switcher", () => switcher.show(!open));
  useEffect(() => () => switcher.show(false), []);
  useEffect(() => {
    // Not in the way of the first paint, but there at once when it is asked for, also offline.
    const timer = setTimeout(() => void load().catch(() => undefined), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Suspense>
      {wanted ? <SwitcherDialog open={open} onClose={() => switcher.show(false)} /> : null}
    </Suspense>
  );
}
