import {
  createContext,
  Suspense,
  useRef,
  useState,
  type ReactElement,
  type RefObject,
} from "react";

import { Slot } from "./slot";

/** The button that `PopoverBeside` and a sheet belong to. */
export const OpenerContext = createContext<RefObject<HTMLElement | null>>({ current: null });

interface OpenerProps {
  /** The button; it stays the same element whatever is fetched meanwhile. */
  button: ReactElement;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A pointer or the focus is on the button: what it opens can be fetched. */
  onNear?: () => void;
  /** What opens, which may be a lazy part: it is made when it is first wanted. */
  children: ReactElement;
}

/**
 * A button and what it opens, apart from each other. A button that is put in place of another one when the
 * code of its menu arrives loses the focus, and a press that has begun.
 */
export function Opener({ button, open, onOpenChange, onNear, children }: OpenerProps) {
  const self = useRef<HTMLElement>(null);
  const [wanted, setWanted] = useState(open);
  if (open && !wanted) setWanted(true);
  return (
    <>
      <Slot
        ref={self}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => onOpenChange(!open)}
        onPointerEnter={onNear}
        onFocus={onNear}
      >
        {button}
      </Slot>
      {wanted ? (
        <OpenerContext value={self}>
          <Suspense fallback={null}>{children}</Suspense>
        </OpenerContext>
      ) : null}
    </>
  );
}
