import type { Envelope } from "@/contract/events";
import { systemClock, type Clock } from "@/realtime/clock";

import type { TransportHandlers } from "./transport";

interface BundleOptions {
  /** Takes several envelopes at once, in the order they came. */
  deliver: (envelopes: readonly Envelope[]) => void;
  /** How long an envelope may wait for others. */
  ms: number;
  clock?: Clock;
  /** Is the page hidden? Its timers are slow then, and nothing of it is drawn. */
  hidden?: () => boolean;
}

/**
 * Handlers that take a burst in bundles: the first envelope at once, what follows closely together. Each
 * bundle is drawn once; drawn one by one, two hundred events a second would leave no time for the keys
 * of whoever writes meanwhile. Everything else that comes is handed on after what came before it.
 */
export function inBundles(handlers: TransportHandlers, options: BundleOptions): TransportHandlers {
  const { deliver, ms, clock = systemClock, hidden = isHidden } = options;
  let held: Envelope[] = [];
  let waiting = false;

  function flush(): void {
    if (held.length === 0) return;
    const bundle = held;
    held = [];
    deliver(bundle);
  }

  function wait(): void {
    waiting = true;
    clock.after(ms, () => {
      waiting = false;
      if (held.length > 0) wait();
      flush();
    });
  }

  const after =
    <Told extends unknown[]>(handle: (...told: Told) => void) =>
    (...told: Told) => {
      flush();
      handle(...told);
    };

  return {
    onEnvelope(envelope) {
      held.push(envelope);
      if (waiting && !hidden()) return;
      if (!waiting) wait();
      flush();
    },
    onReady: after((ready) => handlers.onReady(ready)),
    onHeads: after((heads) => handlers.onHeads(heads)),
    onUntold: after((heads) => handlers.onUntold(heads)),
    onPresence: after((people, others) => handlers.onPresence(people, others)),
    onTyping: after((lease) => handlers.onTyping(lease)),
  };
}

const isHidden = () => document.visibilityState === "hidden";
