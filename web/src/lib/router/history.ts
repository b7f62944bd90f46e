import type { Location } from "./paths";
import { pathOf } from "./paths";

/** The browser's list of visited places, as far as the router uses it. */
export interface History {
  readonly location: Location;
  push(location: Location): void;
  replace(location: Location): void;
  /** Tells when the reader went back or forward; answers how to stop. */
  listen(onMove: () => void): () => void;
}

/** What an entry carries besides its address. */
interface Carried {
  readonly usr: unknown;
  readonly key: string;
}

/** The one of this tab. */
export function browserHistory(): History {
  return {
    get location() {
      const { pathname, search, hash } = window.location;
      const carried = window.history.state as Partial<Carried> | null;
      const { usr: state = null, key = "default" } = carried ?? {};
      return { pathname, search, hash, state, key };
    },
    push: (location) => {
      try {
        window.history.pushState(carriedOf(location), "", pathOf(location));
      } catch {
        // Safari refuses a hundred within half a minute, which a held key can do. It still opens pages.
        window.location.assign(pathOf(location));
      }
    },
    replace: (location) => window.history.replaceState(carriedOf(location), "", pathOf(location)),
    listen: (onMove) => {
      window.addEventListener("popstate", onMove);
      return () => window.removeEventListener("popstate", onMove);
    },
  };
}

const carriedOf = ({ state, key }: Location): Carried => ({ usr: state, key });
