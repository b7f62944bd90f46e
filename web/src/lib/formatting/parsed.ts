import { parse } from "./parse";
import type { Tree } from "./tree";

/** How many trees are kept: some screens of messages, there and back. */
const KEPT = 400;
const trees = new Map<string, Tree>();

/** The tree of a text, kept: a list that scrolls draws the same messages again and again. */
export function parsed(text: string): Tree {
  const known = trees.get(text);
  if (known) return known;
  const tree = parse(text);
  trees.set(text, tree);
  const oldest = trees.size > KEPT ? trees.keys().next().value : undefined;
  if (oldest !== undefined) trees.delete(oldest);
  return tree;
}
