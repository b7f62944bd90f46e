import type { CSSProperties } from "react";

// Hues a step apart that stay distinct in both themes; the water's own hue (200 to 215) is left to the accent.
const HUES = [22, 48, 78, 112, 146, 174, 238, 266, 296, 332, 355];

/** A stable hue for an id, as the custom property that the `person-colour` class reads. */
export function personHue(id: string): CSSProperties {
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  const hue = HUES[(hash >>> 0) % HUES.length] ?? 0;
  return { "--person-hue": String(hue) } as CSSProperties;
}

/** "AL" for "Ada Lovelace", "李" for "李小龍": the first letters of the first and the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = firstLetter(words[0]);
  const last = words.length > 1 ? firstLetter(words.at(-1)) : "";
  return (first + last).toLocaleUpperCase();
}

/** Made once: it costs more than what it is asked, and each face in sight asks. */
const characters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A whole character as people see it: an emoji with its modifiers is one. */
function firstLetter(word = ""): string {
  return characters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
}
