import { useId, useRef, type ReactNode, type RefObject } from "react";
import { createPortal } from "react-dom";

import { Keys } from "./kbd";
import { Slot } from "./slot";
import { usePlacement, type Side } from "./use-placement";
import { useTooltip } from "./use-tooltip";

interface TooltipProps {
  label: ReactNode;
  keys?: string | undefined;
  side?: Side;
  children: ReactNode;
}

/**
 * A second way to learn a name, never the only one: the control itself carries its label.
 *
 * Made here and not taken from the library: its tooltip brings the whole positioning engine into the
 * first load, and would lay a listener and three components around each of a hundred buttons.
 */
export function Tooltip({ label, keys, side = "bottom", children }: TooltipProps) {
  const id = useId();
  const trigger = useRef<HTMLElement>(null);
  const { shown, handlers, stay } = useTooltip();
  return (
    <>
      <Slot ref={trigger} {...handlers} {...(shown ? { "aria-describedby": id } : {})}>
        {children}
      </Slot>
      {shown ? (
        <Bubble id={id} trigger={trigger} side={side} stay={stay}>
          {label}
          {keys ? <Keys keys={keys} className="text-surface opacity-75" bare /> : null}
        </Bubble>
      ) : null}
    </>
  );
}

interface BubbleProps {
  id: string;
  trigger: RefObject<HTMLElement | null>;
  side: Side;
  stay: ReturnType<typeof useTooltip>["stay"];
  children: ReactNode;
}

/** At the end of the page, so that nothing cuts it off; people may point at it (WCAG 1.4.13). */
function Bubble({ id, trigger, side, stay, children }: BubbleProps) {
  const place = usePlacement(trigger, side);
  return createPortal(
    <div
      ref={place}
      id={id}
      role="tooltip"
      data-slot="tooltip"
      {...stay}
      className="pointer-events-auto fixed start-0 top-0 z-60 flex w-max max-w-72 animate-fade-in items-center gap-2 rounded-[6px] bg-text px-2 py-1 text-meta text-surface"
    >
      {children}
    </div>,
    document.body,
  );
}
