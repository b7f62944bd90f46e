import type { ElementContent } from "hast";
import { common, createLowlight } from "lowlight";
import type { ReactNode } from "react";

/** Loaded on demand only, by use-highlighted: highlight.js' 37 most used languages, as trees, never as HTML. */
const lowlight = createLowlight(common);

/** Classes of highlight.js by what they are to a reader. What is not here has the colour of text. */
const COLOURS: Readonly<Record<string, string>> = {};
const GROUPS: Readonly<Record<string, string>> = {
  "text-code-keyword": "keyword built_in literal selector-tag name operator doctag section",
  "text-code-string": "string regexp symbol char addition link template-tag quote",
  "text-code-number": "number bullet variable template-variable attr attribute property",
  "text-code-title": "title function type class params selector-class selector-id tag",
  "text-muted": "comment meta deletion",
};
for (const [colour, names] of Object.entries(GROUPS)) {
  for (const name of names.split(" ")) Object.assign(COLOURS, { [`hljs-${name}`]: colour });
}

/** Code in colours; null for a language that is not known. */
export function highlight(text: string, lang: string): ReactNode {
  return lowlight.registered(lang) ? lowlight.highlight(lang, text).children.map(draw) : null;
}

function draw(node: ElementContent | { type: "doctype" }, index: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  return (
    <span key={index} className={colourOf(node.properties.className)}>
      {node.children.map(draw)}
    </span>
  );
}

function colourOf(classes: unknown): string | undefined {
  const names = Array.isArray(classes) ? classes : [];
  return names.map((name) => COLOURS[String(name)]).find(Boolean);
}
