import { extendTailwindMerge } from "tailwind-merge";
import { describe, expect, it } from "vitest";

import { mergeClasses } from "./merge-classes";

// tailwind-merge must know our own scale, or it takes `text-meta` for a colour and drops it.
const thorough = extendTailwindMerge({
  extend: {
    theme: {
      text: ["meta", "small", "body", "message", "title", "heading", "display"],
      radius: ["tick", "control", "card"],
      shadow: ["raised", "overlay"],
      spacing: ["sidebar", "details", "header", "touch"],
    },
    classGroups: { size: ["icon"] },
  },
});

const sources = import.meta.glob<string>(["../**/*.tsx", "!../**/*.test.tsx"], {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Every word of every string in the source that tailwind-merge takes for a utility class. */
function classesOfSource(): string[] {
  const words = new Set<string>();
  for (const text of Object.values(sources)) {
    for (const [, inner = ""] of text.matchAll(/["'`]([^"'`\n]*)["'`]/g)) {
      for (const word of inner.split(/\s+/)) if (/^[-!a-z@[*&][^=]*$/.test(word)) words.add(word);
    }
  }
  return [...words].filter((word) => thorough(`${word} ${word}`) === word);
}

describe("mergeClasses", () => {
  it("decides every pair of the classes in the source as tailwind-merge does", () => {
    const classes = classesOfSource();
    expect(classes.length).toBeGreaterThan(500);
    const wrong: string[] = [];
    for (const first of classes) {
      for (const second of classes) {
        if (first === second) continue;
        const pair = `${first} ${second}`;
        if (mergeClasses(pair) !== thorough(pair)) wrong.push(pair);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("keeps variants, negative values and important classes apart", () => {
    expect(mergeClasses("p-2 hover:p-3 p-4")).toBe("hover:p-3 p-4");
    expect(mergeClasses("mt-2 -mt-2")).toBe("-mt-2");
    expect(mergeClasses("opacity-0! opacity-50")).toBe("opacity-0! opacity-50");
    expect(mergeClasses("[&:hover]:p-2 p-3")).toBe("[&:hover]:p-2 p-3");
  });

  it("lets a broad class cover the narrow ones before it, and not the other way round", () => {
    expect(mergeClasses("px-4 ps-1 p-2")).toBe("p-2");
    expect(mergeClasses("p-2 px-4")).toBe("p-2 px-4");
  });

  it("leaves what it does not know", () => {
    expect(mergeClasses(" group/row  my-own-class group/row ")).toBe(
      "group/row my-own-class group/row",
    );
  });
});
