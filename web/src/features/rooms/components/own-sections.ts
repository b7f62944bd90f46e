import { createContext, use } from "react";

/** My own sections of the sidebar, and what can be done with them. Kept with the account. */
export interface OwnSections {
  readonly sections: readonly string[];
  readonly add: (name: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly move: (name: string, by: 1 | -1) => void;
  /** Puts `name` in front of `before`, or at the end. */
  readonly place: (name: string, before: string | null) => void;
  readonly remove: (name: string) => void;
}

const nothing = () => undefined;

export const OwnSectionsContext = createContext<OwnSections>({
  sections: [],
  add: nothing,
  rename: nothing,
  move: nothing,
  place: nothing,
  remove: nothing,
});

export function useOwnSections(): OwnSections {
  return use(OwnSectionsContext);
}
