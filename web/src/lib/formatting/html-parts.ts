import { isSkipped } from "./html-inline";
import type { CodeBlock } from "./tree";

const LINES = new Set(["div", "p", "li", "tr"]);

/** The code in an element, its lines as they are shown, with the language that its classes name. */
export function codeIn(element: Element): CodeBlock {
  const text = linesOf(element).replaceAll("\u00a0", " ").replace(/\r\n?/g, "\n");
  return { type: "code_block", lang: languageOf(element), text: text.replace(/^\n+|\n+$/g, "") };
}

/** The text of an element with a line end for each <br> and around each line that is an element. */
function linesOf(element: Element): string {
  let text = "";
  const ends = () => {
    if (text !== "" && !text.endsWith("\n")) text += "\n";
  };
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.nodeValue ?? "";
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const child = node as Element;
    if (child.localName === "br") text += "\n";
    else if (LINES.has(child.localName)) {
      ends();
      // An empty line is a line all the same.
      text += linesOf(child).replace(/\n$/, "") + "\n";
    } else if (!isSkipped(child)) text += linesOf(child);
  }
  return text;
}

function languageOf(element: Element): string {
  const classes = [element, ...element.querySelectorAll("code")].map((one) => one.className);
  return (
    /\b(?:language|lang|highlight-source)-([a-z0-9+#_-]{1,32})/i
      .exec(classes.join(" "))?.[1]
      ?.toLowerCase() ?? ""
  );
}

/** The cells of a table by rows; those of tables inside it are not among them. */
export function rowsOf(table: Element): Element[][] {
  return [...table.querySelectorAll("tr")]
    .filter((row) => row.closest("table") === table)
    .map((row) =>
      [...row.children].filter((cell) => cell.localName === "td" || cell.localName === "th"),
    )
    .filter((cells) => cells.length > 0);
}
