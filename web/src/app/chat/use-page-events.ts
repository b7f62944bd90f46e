import { useEffect } from "react";

import type { Transport } from "@/realtime/transport";
import type { Outbox } from "@/realtime/outbox/outbox";
import type { Uploads } from "@/realtime/uploads/uploads";

/** After so long a sleep the line may be half-open without anybody having noticed. */
const LONG_SLEEP_MS = 60_000;

/** Network back, tab seen again, page used again: each is a reason not to wait for a back-off. */
export function usePageEvents(transport: Transport, outbox: Outbox, uploads: Uploads): void {
  useEffect(() => {
    let hiddenAt: number | null = null;
    const hurry = () => {
      transport.retryNow();
      uploads.nudge();
      outbox.nudge();
    };
    const onVisibility = () => {
      if (document.visibilityState === "hidden") {
        hiddenAt = Date.now();
        return;
      }
      const slept = hiddenAt === null ? 0 : Date.now() - hiddenAt;
      if (slept > LONG_SLEEP_MS) transport.reconnect();
      else hurry();
    };
    const onUse = () => {
      if (transport.status().state === "parted") transport.retryNow();
    };
    // A line that is cut makes no sound for a while; trying anew tells at once whether it is.
    const doubt = () => transport.reconnect();
    window.addEventListener("offline", doubt);
    window.addEventListener("online", hurry);
    window.addEventListener("pointerdown", onUse);
    window.addEventListener("keydown", onUse);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      window.removeEventListener("offline", doubt);
      window.removeEventListener("online", hurry);
      window.removeEventListener("pointerdown", onUse);
      window.removeEventListener("keydown", onUse);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, [transport, outbox, uploads]);
}
