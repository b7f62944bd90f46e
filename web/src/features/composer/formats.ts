import type { KeyboardEvent } from "react";

import { fenced, linked, marked, prefixed, type Edit, type Selected } from "./editing";

export type FormatName =
  | "bold"
  | "italic"
  | "strike"
  | "code"
  | "block"
  | "link"
  | "quote"
  | "list"
  | "numbers"
  | "spoiler";

interface Format {
  readonly name: FormatName;
  readonly edit: (selected: Selected) => Edit;
  /** As in lib/shortcuts; `mod` is Ctrl, or Command on a Mac. */
  readonly keys?: string;
}

/** What the field can do with a selection: docs/formatting.md has the signs. */
export const FORMATS: readonly Format[] = [
  { name: "bold", keys: "mod+b", edit: (one) => marked(one, "**") },
  { name: "italic", keys: "mod+i", edit: (one) => marked(one, "*") },
  { name: "strike", keys: "mod+shift+x", edit: (one) => marked(one, "~~") },
  { name: "code", keys: "mod+e", edit: (one) => marked(one, "`") },
  { name: "block", keys: "mod+shift+c", edit: fenced },
  { name: "link", keys: "mod+shift+u", edit: (one) => linked(one) },
  { name: "quote", keys: "mod+shift+9", edit: (one) => prefixed(one, "> ") },
  { name: "list", keys: "mod+shift+8", edit: (one) => prefixed(one, "- ") },
  { name: "numbers", keys: "mod+shift+7", edit: (one) => prefixed(one, "1. ") },
  { name: "spoiler", edit: (one) => marked(one, "||") },
];

/** The format whose keys these are. By `code` for digits: with Shift their `key` differs by keyboard. */
export function formatOf(event: KeyboardEvent): Format | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  const letter = event.code.startsWith("Digit") ? event.code.slice(5) : event.key.toLowerCase();
  const keys = `mod+${event.shiftKey ? "shift+" : ""}${letter}`;
  return FORMATS.find((format) => format.keys === keys);
}
