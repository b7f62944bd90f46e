import { useEffect, useState, type FocusEvent, type PointerEvent } from "react";

/** The first tooltip waits; its neighbours follow at once, as long as one was shown a moment ago. */
const WAIT_MS = 500;
const SKIP_MS = 200;
/** How long the way from the control to its bubble may take. */
const LEAVE_MS = 120;

/** When a tooltip is shown: a mouse rests on its control, or the keyboard reaches it. */
export function useTooltip() {
  const [shown, setShown] = useState(false);
  const [timing] = useState(() => new Timing(setShown));
  useEffect(() => () => timing.hide(), [timing]);
  useHiding(shown, timing);
  const { hide, leave } = timing;
  return {
    shown,
    handlers: {
      onPointerEnter: unlessTouched(() => timing.come()),
      onPointerLeave: unlessTouched(leave),
      onPointerDown: hide,
      onClick: hide,
      onFocus: ({ currentTarget }: FocusEvent) => {
        if (currentTarget.matches(":focus-visible")) timing.show();
      },
      onBlur: hide,
    },
    /** The pointer on the bubble itself. */
    stay: { onPointerEnter: timing.stay, onPointerLeave: leave },
  };
}

const unlessTouched = (act: () => void) => (event: PointerEvent) => {
  if (event.pointerType !== "touch") act();
};

/** One tooltip's clock; there is one tooltip at a time. */
class Timing {
  static #shown: Timing | null = null;
  static #hiddenAt = -Infinity;

  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #set: (shown: boolean) => void;

  constructor(set: (shown: boolean) => void) {
    this.#set = set;
  }

  come(): void {
    const soon = Timing.#shown !== null || performance.now() - Timing.#hiddenAt < SKIP_MS;
    this.#in(soon ? 0 : WAIT_MS, () => this.show());
  }

  show(): void {
    this.stay();
    if (Timing.#shown !== this) Timing.#shown?.hide();
    Timing.#shown = this;
    this.#set(true);
  }

  readonly stay = (): void => clearTimeout(this.#timer);
  readonly leave = (): void => this.#in(LEAVE_MS, this.hide);
  readonly hide = (): void => {
    this.stay();
    this.#set(false);
    if (Timing.#shown !== this) return;
    Timing.#shown = null;
    Timing.#hiddenAt = performance.now();
  };

  #in(wait: number, act: () => void): void {
    this.stay();
    this.#timer = setTimeout(act, wait);
  }
}

/** Escape puts it away without moving the focus, and so does whatever moves its control. */
function useHiding(shown: boolean, { hide }: Timing): void {
  useEffect(() => {
    if (!shown) return;
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") hide();
    };
    document.addEventListener("keydown", onKey, true);
    window.addEventListener("scroll", hide, true);
    return () => {
      document.removeEventListener("keydown", onKey, true);
      window.removeEventListener("scroll", hide, true);
    };
  }, [shown, hide]);
}
