import { createContext, use } from "react";

import type { Router, RouterState } from "./router";

export const RouterContext = createContext<Router | null>(null);
export const StateContext = createContext<RouterState | null>(null);
/** How many routes stand around what is drawn here. */
export const DepthContext = createContext(0);
/** What the outlet above handed down. */
export const OutletContext = createContext<unknown>(undefined);
/** What was thrown, for the screen that says so. */
export const ErrorContext = createContext<unknown>(undefined);

/** Always the same one: what only navigates is not drawn again for each new address. */
export function useRouter(): Router {
  const router = use(RouterContext);
  if (!router) throw new Error("There is no router above this");
  return router;
}

export function useRouterState(): RouterState {
  const state = use(StateContext);
  if (!state) throw new Error("There is no router above this");
  return state;
}
