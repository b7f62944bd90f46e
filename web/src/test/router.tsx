import { useState, type ReactNode } from "react";

import type { History } from "@/lib/router/history";
import { resolve, type Location } from "@/lib/router/paths";
import { Router, type RouteObject } from "@/lib/router/router";
import { RouterProvider } from "@/lib/router/router-provider";

/** A browser's history without a browser; the last of the entries is where one is. */
export class MemoryHistory implements History {
  #entries: Location[];
  #at: number;
  readonly #listeners = new Set<() => void>();

  constructor(entries: readonly string[]) {
    this.#entries = entries.map((entry, index) => ({
      ...resolve(entry, "/"),
      state: null,
      key: `entry ${index}`,
    }));
    this.#at = entries.length - 1;
  }

  get location(): Location {
    const here = this.#entries[this.#at];
    if (!here) throw new Error("A history begins somewhere");
    return here;
  }

  get length(): number {
    return this.#entries.length;
  }

  push(location: Location): void {
    this.#at += 1;
    this.#entries = [...this.#entries.slice(0, this.#at), location];
  }

  replace(location: Location): void {
    this.#entries[this.#at] = location;
  }

  /** The back and forward buttons. */
  go(by: number): void {
    this.#at += by;
    for (const listener of this.#listeners) listener();
  }

  listen(onMove: () => void): () => void {
    this.#listeners.add(onMove);
    return () => this.#listeners.delete(onMove);
  }
}

export const memoryRouter = (routes: readonly RouteObject[], ...entries: readonly string[]) =>
  new Router(routes, new MemoryHistory(entries.length > 0 ? entries : ["/"]));

/** For parts of a screen that only need some address. */
export function MemoryRouter({ children }: { children: ReactNode }) {
  const [router] = useState(() => memoryRouter([{ path: "*" }]));
  return <RouterProvider router={router}>{children}</RouterProvider>;
}
