import { startTransition, useLayoutEffect, useState, type ReactNode } from "react";

import { RouterContext, StateContext } from "./contexts";
import { Outlet } from "./outlet";
import type { Router } from "./router";

interface RouterProviderProps {
  router: Router;
  /** Instead of the router's own screens. */
  children?: ReactNode;
}

/** The screens that the address means. A new one is drawn beside the old one, which stays usable meanwhile. */
export function RouterProvider({ router, children = <Outlet /> }: RouterProviderProps) {
  const [state, setState] = useState(router.state);
  useLayoutEffect(() => router.follow((next) => startTransition(() => setState(next))), [router]);
  return (
    <RouterContext value={router}>
      <StateContext value={state}>{children}</StateContext>
    </RouterContext>
  );
}
