import { useEffect, useEffectEvent, type ComponentProps, type MouseEvent } from "react";

import { useRouter } from "./contexts";
import { useLocation } from "./hooks";
import { isAt, type NavigateOptions } from "./router";

interface LinkProps extends Omit<ComponentProps<"a">, "href">, NavigateOptions {
  /** An address of this client, from its first slash on. */
  to: string;
}

/** A link to a place of this client. With a modifier key it is the browser's, like every link. */
export function Link({ to, replace, state, onClick, children, ...rest }: LinkProps) {
  const router = useRouter();

  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    if (event.defaultPrevented || !isPlain(event)) return;
    event.preventDefault();
    void router.navigate(to, { replace: replace ?? isAt(to, router.state.location), state });
  }

  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}

function isPlain(event: MouseEvent<HTMLAnchorElement>): boolean {
  const { target } = event.currentTarget;
  const own = target === "" || target === "_self";
  const modified = event.metaKey || event.altKey || event.ctrlKey || event.shiftKey;
  return own && event.button === 0 && !modified;
}

interface NavLinkProps extends Omit<LinkProps, "className"> {
  className?: (at: { isActive: boolean }) => string;
}

/** A link of a list of places: says whether one is there, or somewhere below. */
export function NavLink({ to, className, ...rest }: NavLinkProps) {
  const { pathname } = useLocation();
  const isActive = isWithin(to.toLowerCase(), pathname.toLowerCase());
  return (
    <Link
      {...rest}
      to={to}
      aria-current={isActive ? "page" : undefined}
      className={className?.({ isActive })}
    />
  );
}

const isWithin = (place: string, pathname: string) =>
  pathname === place || pathname.startsWith(`${place}/`);

/** Leads elsewhere as soon as it is drawn. */
export function Navigate({ to, replace, state }: NavigateOptions & { to: string }) {
  const { navigate } = useRouter();
  const lead = useEffectEvent(() => void navigate(to, { replace, state }));
  useEffect(() => lead(), [to]);
  return null;
}
