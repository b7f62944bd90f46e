import type { Inline, Tree } from "@/lib/formatting/tree";

/** Up to three emoji alone are drawn large, as everybody expects. */
const MOST = 3;
const EMOJI =
  /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*|\p{Regional_Indicator}{2})\s?/u;

/** Is a text nothing but a few emoji? */
export function isOnlyEmoji(tree: Tree): boolean {
  const [block, ...more] = tree;
  if (block?.type !== "paragraph" || more.length > 0 || block.children.length > 2 * MOST) {
    return false;
  }
  const count = block.children.reduce((sum, node) => sum + countOf(node), 0);
  return count > 0 && count <= MOST;
}

/** How many emoji a node is; Infinity when it is anything else. */
function countOf(node: Inline): number {
  if (node.type === "emoji") return 1;
  if (node.type !== "text") return Infinity;
  let rest = node.text.trimStart();
  let count = 0;
  for (let found = EMOJI.exec(rest); found && count <= MOST; found = EMOJI.exec(rest)) {
    rest = rest.slice(found[0].length);
    count += 1;
  }
  return rest ? Infinity : count;
}
