import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import type { Waiting } from "@/app/chat/model/waiting";

import { prepare, type Prepared } from "./fuzzy";

export type Kind = "chat" | "person" | "command" | "settings" | "stranger";

/** Something to go to or to do, as the switcher lists it. */
export interface Item {
  readonly key: string;
  readonly kind: Kind;
  readonly title: string;
  readonly detail: string;
  readonly sign: ReactNode;
  /** Keys that do the same without the switcher. */
  readonly keys: string | null;
  readonly waiting: Waiting;
  /** When it was last used or last moved, in milliseconds; 0 for what has no such time. */
  readonly at: number;
  readonly run: () => void;
  /** Its names, taken apart: the title first. */
  readonly names: readonly Prepared[];
}

export const CALM: Waiting = { calls: 0, some: false };

type Given = Pick<Item, "key" | "kind" | "title" | "sign" | "run"> &
  Partial<Pick<Item, "detail" | "keys" | "waiting" | "at">>;

/** An item that is found by its title and by other names ("also"). */
export function itemOf(given: Given, also: readonly string[] = []): Item {
  const names = [given.title, ...also].map(prepare);
  return { detail: "", keys: null, waiting: CALM, at: 0, ...given, names };
}

/**
 * Something the client can do, to be found by its name. Each part of the client keeps a list of its
 * own; app/chat/commands.ts puts the lists together.
 */
export interface Command {
  /** Unique among all commands. */
  readonly id: string;
  readonly label: string;
  /** Other words somebody may type for it. */
  readonly also?: string;
  readonly Icon: LucideIcon;
  readonly keys?: string;
  /** "settings": a page of the preferences, listed apart. */
  readonly kind?: "command" | "settings";
  readonly run: () => void;
}
