import {
  Children,
  cloneElement,
  useCallback,
  type HTMLAttributes,
  type ReactElement,
  type Ref,
} from "react";

type AnyProps = Record<string, unknown>;

interface SlotProps<E extends HTMLElement> extends HTMLAttributes<E> {
  ref?: Ref<E> | undefined;
}

/**
 * Gives its props to the one element inside, whose own come first: handlers of both run, classes of both
 * hold. As Radix has it, which comes with the first menu and is too much for a link that looks like a button.
 */
export function Slot<E extends HTMLElement>({ children, ref, ...props }: SlotProps<E>) {
  const child = Children.only(children) as ReactElement<AnyProps & { ref?: Ref<E> }>;
  const own = child.props;
  return cloneElement(child, { ...merged({ ...props }, own), ref: useBothRefs(ref, own.ref) });
}

function merged(props: AnyProps, own: AnyProps): AnyProps {
  const all: AnyProps = { ...props, ...own };
  for (const [name, given] of Object.entries(props)) {
    const both = own[name];
    if (both === undefined) all[name] = given;
    else if (isHandler(given) && isHandler(both)) all[name] = inTurn(both, given);
    else if (name === "style") all[name] = { ...(given as object), ...(both as object) };
    else if (name === "className" || name === "aria-describedby") {
      all[name] = [given, both].filter(Boolean).join(" ");
    }
  }
  return all;
}

type Handler = (...told: unknown[]) => unknown;
const isHandler = (value: unknown): value is Handler => typeof value === "function";

const inTurn =
  (first: Handler, second: Handler): Handler =>
  (...told) => {
    first(...told);
    second(...told);
  };

function useBothRefs<E>(a: Ref<E> | undefined, b: Ref<E> | undefined) {
  return useCallback(
    (element: E | null) => {
      const ends = [tell(a, element), tell(b, element)];
      return () => {
        for (const end of ends) end();
      };
    },
    [a, b],
  );
}

function tell<E>(ref: Ref<E> | undefined, element: E | null): () => void {
  if (typeof ref === "function") {
    const end = ref(element);
    return typeof end === "function" ? end : () => void ref(null);
  }
  if (!ref) return () => undefined;
  ref.current = element;
  return () => {
    ref.current = null;
  };
}
