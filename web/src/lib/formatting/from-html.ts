import { blocksOf } from "./html-blocks";
import { toMarkdown } from "./to-markdown";

/** Longer pastes are taken as plain text: a page of markup must not hold up the field. */
const LONGEST = 400_000;
const MOST_NODES = 20_000;

/**
 * Rich text from the clipboard as our Markdown; null when there is nothing in it, or too much: then
 * take the plain text. The document is inert (DOMParser): no script runs, no picture is fetched, and
 * only names on a list come through, as a tree that is written out anew.
 */
export function fromHtml(html: string): string | null {
  if (html.length > LONGEST) return null;
  const page = new DOMParser().parseFromString(html, "text/html");
  if (page.getElementsByTagName("*").length > MOST_NODES) return null;
  return toMarkdown(blocksOf(page.body)).trim() || null;
}
