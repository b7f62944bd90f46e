import type { ComponentType, ReactNode } from "react";

import type { History } from "./history";
import { matchPath, pathOf, resolve, weightOf, type Location, type Params } from "./paths";

/** A place in the tree of screens. Without a path it only puts something around its children. */
export interface RouteObject {
  readonly path?: string;
  /** Shown at the address of its parent. */
  readonly index?: true;
  readonly Component?: ComponentType;
  readonly element?: ReactNode;
  /** A screen in a chunk of its own. */
  readonly lazy?: () => Promise<{ readonly Component: ComponentType }>;
  /** Instead of this part of the tree when it threw or could not be fetched. */
  readonly ErrorBoundary?: ComponentType;
  readonly children?: readonly RouteObject[];
}

/** How one came here: by the back and forward buttons (or a reload), or by a link. */
export type NavigationType = "pop" | "push" | "replace";

export interface NavigateOptions {
  readonly replace?: boolean;
  readonly state?: unknown;
}

export type Navigate = (to: string, options?: NavigateOptions) => Promise<void>;

/** One part of what an address shows. */
export interface Match extends Pick<RouteObject, "Component" | "element" | "ErrorBoundary"> {
  /** It could not be fetched. */
  readonly missing: boolean;
}

export interface RouterState {
  readonly location: Location;
  readonly type: NavigationType;
  readonly params: Params;
  /** From the outermost to the innermost; null while the first screen is being fetched. */
  readonly matches: readonly Match[] | null;
  /** Why a screen could not be fetched. */
  readonly failure: { readonly error: unknown } | null;
}

interface Branch {
  readonly pattern: string;
  readonly routes: readonly RouteObject[];
}

/**
 * Leads from addresses to screens. A place is shown when all its parts are here: until then what was
 * shown before stays, and its address with it.
 */
export class Router {
  readonly #history: History;
  readonly #branches: readonly Branch[];
  readonly #loaded = new Map<RouteObject, ComponentType>();
  readonly #listeners = new Set<(state: RouterState) => void>();
  /** Counts navigations: one that was overtaken while it loaded must not come after all. */
  #turn = 0;
  state: RouterState;

  constructor(routes: readonly RouteObject[], history: History) {
    this.#history = history;
    this.#branches = branchesOf(routes).sort((a, b) => weightOf(b.pattern) - weightOf(a.pattern));
    const { location } = history;
    this.state = { location, type: "pop", params: {}, matches: null, failure: null };
    void this.#go(location, "pop");
  }

  /** Tells the state, at once and whenever it changes; follows the browser's buttons until stopped. */
  readonly follow = (listener: (state: RouterState) => void): (() => void) => {
    this.#listeners.add(listener);
    const stop = this.#history.listen(() => void this.#go(this.#history.location, "pop"));
    listener(this.state);
    return () => {
      this.#listeners.delete(listener);
      stop();
    };
  };

  /** Goes somewhere. Resolves when it is shown, or when something else came first. */
  readonly navigate: Navigate = (to, { replace = false, state = null } = {}) => {
    const place = resolve(to, this.state.location.pathname);
    const location = { ...place, state, key: Math.random().toString(36).slice(2, 10) };
    return this.#go(location, replace ? "replace" : "push");
  };

  async #go(location: Location, type: NavigationType): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const { routes, params } = this.#find(location.pathname);
    let failure: RouterState["failure"] = null;
    const absent = routes.filter((route) => this.#isMissing(route));
    if (absent.length > 0) {
      failure = await this.#fetch(absent);
      if (turn !== this.#turn) return;
    }
    if (type === "push") this.#history.push(location);
    if (type === "replace") this.#history.replace(location);
    const matches = routes.map((route) => this.#matchOf(route));
    this.state = { location, type, params, matches, failure };
    for (const listener of this.#listeners) listener(this.state);
  }

  #isMissing(route: RouteObject): boolean {
    return route.lazy !== undefined && !this.#loaded.has(route);
  }

  #matchOf(route: RouteObject): Match {
    const { element, ErrorBoundary } = route;
    const Component = route.Component ?? this.#loaded.get(route);
    return { Component, element, ErrorBoundary, missing: this.#isMissing(route) };
  }

  #find(pathname: string): { routes: readonly RouteObject[]; params: Params } {
    for (const { pattern, routes } of this.#branches) {
      const found = matchPath(pattern, pathname);
      if (found) return { routes, params: found.params };
    }
    return { routes: [], params: {} };
  }

  async #fetch(routes: readonly RouteObject[]): Promise<RouterState["failure"]> {
    try {
      await Promise.all(
        routes.map(async (route) => {
          const part = await route.lazy?.();
          if (part) this.#loaded.set(route, part.Component);
        }),
      );
      return null;
    } catch (error) {
      return { error };
    }
  }
}

/** Would a link to `to` lead to where one is? Then it adds no entry to the history. */
export const isAt = (to: string, location: Location) =>
  pathOf(resolve(to, location.pathname)) === pathOf(location);

/** Each place of the tree that an address can mean, with everything around it. */
function branchesOf(
  routes: readonly RouteObject[],
  above: readonly RouteObject[] = [],
  base = "",
): Branch[] {
  return routes.flatMap((route) => {
    const path = route.path ?? "";
    const pattern = (path.startsWith("/") ? path : `${base}/${path}`).replace(/\/$/, "");
    const line = [...above, route];
    const below = branchesOf(route.children ?? [], line, pattern);
    const isPlace = route.path !== undefined || route.index === true;
    return isPlace ? [...below, { pattern: pattern === "" ? "/" : pattern, routes: line }] : below;
  });
}
