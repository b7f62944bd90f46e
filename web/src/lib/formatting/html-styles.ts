import type { Style } from "./tree";

/** The inline style of an element as it was written; no style sheet has a say in an inert document. */
export function styleOf(element: Element): ReadonlyMap<string, string> {
  const style = (element.getAttribute("style") ?? "").toLowerCase();
  return new Map(
    style.split(";").map((part) => {
      const colon = part.indexOf(":");
      return [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    }),
  );
}

const STYLED: Readonly<Record<string, Style>> = {
  b: "bold",
  strong: "bold",
  h1: "bold",
  h2: "bold",
  h3: "bold",
  h4: "bold",
  h5: "bold",
  h6: "bold",
  th: "bold",
  i: "italic",
  em: "italic",
  cite: "italic",
  s: "strike",
  strike: "strike",
  del: "strike",
};

/** How an element changes the words in it. Its own style counts more than its name: Google Docs pastes all in one <b>. */
export function stylesOf(element: Element): { added: readonly Style[]; removed: readonly Style[] } {
  const style = styleOf(element);
  const named = STYLED[element.localName];
  const bold = boldness(style.get("font-weight"));
  const italic = slant(style.get("font-style"));
  const added = new Set<Style>(named ? [named] : []);
  if (bold === true) added.add("bold");
  if (italic === true) added.add("italic");
  if (isStruck(style)) added.add("strike");
  if (bold === false) added.delete("bold");
  if (italic === false) added.delete("italic");
  return {
    added: [...added],
    removed: [
      ...(bold === false ? (["bold"] as const) : []),
      ...(italic === false ? (["italic"] as const) : []),
    ],
  };
}

function boldness(weight: string | undefined): boolean | undefined {
  if (weight === undefined || weight === "inherit") return undefined;
  return weight === "bold" || weight === "bolder" || Number(weight) >= 600;
}

function slant(style: string | undefined): boolean | undefined {
  if (style === undefined || style === "inherit") return undefined;
  return style.startsWith("italic") || style.startsWith("oblique");
}

function isStruck(style: ReadonlyMap<string, string>): boolean {
  const lines = `${style.get("text-decoration") ?? ""} ${style.get("text-decoration-line") ?? ""}`;
  return lines.includes("line-through");
}

export function isHidden(element: Element): boolean {
  const style = styleOf(element);
  return (
    element.hasAttribute("hidden") ||
    style.get("display") === "none" ||
    style.get("visibility") === "hidden" ||
    style.get("mso-hide") === "all"
  );
}

export const keepsSpaces = (element: Element) =>
  element.localName === "pre" || (styleOf(element).get("white-space") ?? "").startsWith("pre");

/** Code as editors paste it: white space kept, in a face of one width. */
export const looksLikeCode = (element: Element) =>
  element.localName === "pre" ||
  (keepsSpaces(element) &&
    /mono|consolas|menlo|courier/.test(styleOf(element).get("font-family") ?? ""));
