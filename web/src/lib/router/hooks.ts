import { use, useMemo } from "react";

import { ErrorContext, OutletContext, useRouter, useRouterState } from "./contexts";
import { matchPath, type Location, type Params } from "./paths";
import type { Navigate, NavigateOptions, NavigationType } from "./router";

export const useLocation = (): Location => useRouterState().location;

export const useNavigationType = (): NavigationType => useRouterState().type;

/** What the address of this screen says where its pattern has names. */
export const useParams = (): Params => useRouterState().params;

/** The same function all the time. */
export const useNavigate = (): Navigate => useRouter().navigate;

export function useMatch<Pattern extends string>(pattern: Pattern) {
  const { pathname } = useLocation();
  return useMemo(() => matchPath(pattern, pathname), [pattern, pathname]);
}

type SetSearch = (next: Readonly<Record<string, string>>, options?: NavigateOptions) => void;

/** What stands behind the question mark, and how to put something else there. */
export function useSearchParams(): readonly [URLSearchParams, SetSearch] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const parameters = useMemo(() => new URLSearchParams(search), [search]);
  const set: SetSearch = (next, options) =>
    void navigate(`?${new URLSearchParams(next).toString()}`, options);
  return [parameters, set];
}

/** What the outlet around this screen was given as `context`; the caller knows which one that is. */
export const useOutletContext = (): unknown => use(OutletContext);

/** What was thrown, in a route's ErrorBoundary. */
export const useRouteError = (): unknown => use(ErrorContext);
