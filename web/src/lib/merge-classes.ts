/**
 * Of two utility classes that set the same thing the later wins. A small stand-in for tailwind-merge (8 KB
 * of a first load): it knows the utilities that this client uses, and its test compares the two on
 * every pair of classes in the source, so a utility that is missing here fails there.
 */

/** Families named by what stands before the value, with the narrower ones that each of them covers. */
const families: Record<string, string> = {
  m: "mx my mt mb ms me",
  mx: "ms me",
  my: "mt mb",
  p: "px py pt pb ps pe",
  px: "ps pe",
  py: "pt pb",
  gap: "gap-x gap-y",
  inset: "inset-x inset-y top bottom start end",
  "inset-x": "start end",
  "inset-y": "top bottom",
  size: "w h",
  rounded: "rounded-t rounded-b",
  overflow: "overflow-x overflow-y",
  flex: "shrink",
  "line-clamp": "display overflow",
  "font-size": "leading",
  "border-width": "border-s-width border-t-width border-b-width",
  "border-colour": "border-s-colour",
};
const plain =
  "mt mb ms me pt pb ps pe gap-x gap-y inset-x inset-y top bottom start end w h min-w min-h max-w max-h shrink " +
  "items justify self z leading align aspect opacity translate-x translate-y rotate scale-x " +
  "cursor columns col-span grid-cols list space-y fill stroke transition animate overscroll whitespace wrap " +
  "rounded-t rounded-b overflow-x overflow-y pointer-events line-clamp resize bg shadow underline-offset";
for (const name of plain.split(" ")) families[name] ??= "";

/** Classes that are a whole word. */
const words: Record<string, string> = {};
for (const [kind, classes] of Object.entries({
  display: "flex inline-flex grid table block inline inline-block hidden contents",
  position: "relative absolute fixed static sticky",
  direction: "flex-col flex-row flex-col-reverse flex-row-reverse",
  visibility: "visible invisible",
  line: "underline line-through no-underline",
  slant: "italic not-italic",
  size: "icon",
  resize: "resize",
  "border-width": "border",
  "border-s-width": "border-s",
  "border-t-width": "border-t",
  "border-b-width": "border-b",
  outline: "outline-none outline-solid",
  "text-align": "text-start text-center text-end",
  "text-wrap": "text-balance text-nowrap text-pretty text-wrap",
  "object-fit": "object-contain object-cover object-fill",
  shadow: "shadow-raised shadow-overlay shadow-none",
  "font-family": "font-sans font-mono font-emoji",
  "font-weight": "font-normal font-medium font-semibold font-bold",
  single: "border-dashed border-collapse ring-inset flex-wrap shadow-line",
})) {
  for (const name of classes.split(" ")) words[name] = kind === "single" ? name : kind;
}

/** Names that mean a width or a size with some values, and a colour with all others. */
const twofold: readonly (readonly [RegExp, string, string])[] = [
  [/^text-(meta|small|body|message|title|heading|display|\[(length:|[\d.]).*)$/, "font-size", ""],
  [/^text-/, "text-colour", ""],
  [/^(border(?:-[stbe])?)-\d/, "", "-width"],
  [/^(border(?:-[stbe])?)-/, "", "-colour"],
  [/^outline-offset-/, "outline-offset", ""],
  [/^(outline|ring|decoration)-(\d|\[)/, "", "-width"],
  [/^(outline|ring|decoration)-/, "", "-colour"],
];

function kindOf(name: string): string | undefined {
  const word = words[name];
  if (word) return word;
  for (const [pattern, kind, suffix] of twofold) {
    const found = pattern.exec(name);
    if (found) return kind || `${found[1] ?? ""}${suffix}`;
  }
  for (let end = name.lastIndexOf("-"); end > 0; end = name.lastIndexOf("-", end - 1)) {
    const family = name.slice(0, end);
    if (family in families) return family;
  }
  return undefined;
}

/** Where the variants ("hover:", "md:") end: after the last colon that stands outside brackets. */
function variantsEnd(name: string): number {
  let depth = 0;
  let end = 0;
  for (let at = 0; at < name.length; at += 1) {
    const letter = name[at] ?? "";
    if ("[(".includes(letter)) depth += 1;
    else if ("])".includes(letter)) depth -= 1;
    else if (letter === ":" && depth === 0) end = at + 1;
  }
  return end;
}

/** What a class sets, and under which conditions; undefined for classes that stand beside any other. */
function parse(name: string): { variants: string; kind: string } | undefined {
  const end = variantsEnd(name);
  const bare = name.slice(end).replace(/^-/, "");
  const weighty = bare.endsWith("!");
  const kind = kindOf(weighty ? bare.slice(0, -1) : bare);
  return kind ? { variants: name.slice(0, end) + (weighty ? "!" : ""), kind } : undefined;
}

const known = new Map<string, string>();

/** The classes that remain of a list, in their order. */
export function mergeClasses(list: string): string {
  const before = known.get(list);
  if (before !== undefined) return before;
  const taken = new Set<string>();
  const kept = list
    .split(/\s+/)
    .filter(Boolean)
    .reverse()
    .filter((name) => {
      const parsed = parse(name);
      if (!parsed) return true;
      const { variants, kind } = parsed;
      if (taken.has(variants + kind)) return false;
      for (const other of [kind, ...(families[kind] ?? "").split(" ")]) taken.add(variants + other);
      return true;
    });
  const merged = kept.reverse().join(" ");
  // Components draw the same few hundred lists again and again.
  if (known.size > 1_000) known.clear();
  known.set(list, merged);
  return merged;
}
