import { readFileSync } from "node:fs";

import type { Plugin } from "vite";

// eslint-disable-next-line no-restricted-imports -- Vite makes "@/", and this is read before it
import { en } from "../src/strings/en.ts";

type Catalogue = Readonly<Record<string, unknown>>;

const ID = "virtual:phrases/";

/** A phrase named whole, or by its beginning: `"common.back"`, ``t(`files.${kind}`)``. */
const NAMED = /(["'`])([a-z]\w*(?:\.\w+)+)\1/g;
const BEGUN = /\bt\(\s*`([a-z]\w*\.[\w.]*)\$\{/g;

/** The phrases of a catalogue that a piece of source names. */
export function phrasesIn(code: string, catalogue: Catalogue): Catalogue {
  const keys = Object.keys(catalogue);
  const named = new Set(Array.from(code.matchAll(NAMED), ([, , key]) => key));
  const begun = Array.from(code.matchAll(BEGUN), ([, beginning]) => beginning);
  const used = keys.filter((key) => named.has(key) || begun.some((one) => key.startsWith(one)));
  return Object.fromEntries(used.map((key) => [key, catalogue[key]]));
}

/**
 * Puts each phrase into the chunks whose modules name it, so that the first load carries its own alone:
 * a module that names phrases imports them, before anything of it runs.
 */
export function phrases(): Plugin {
  let source = "";
  return {
    name: "flowchat:phrases",
    // Types and comments are still there, and quotes still what they were.
    enforce: "pre",
    configResolved: ({ root }) => {
      source = `${root}/src/`;
    },
    resolveId: (id) => (id.startsWith(ID) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${ID}`)) return null;
      const file = source + id.slice(ID.length + 1);
      this.addWatchFile(file);
      const used = JSON.stringify(phrasesIn(readFileSync(file, "utf8"), en));
      return `import { addPhrases } from "@/lib/i18n/phrases";\naddPhrases(${used});`;
    },
    transform(code, id) {
      const [file = ""] = id.split("?");
      if (!file.startsWith(source) || !/\.tsx?$/.test(file)) return null;
      if (file.startsWith(`${source}strings/`)) return null;
      if (Object.keys(phrasesIn(code, en)).length === 0) return null;
      // At its end, where it moves no line; imports are read first all the same.
      return {
        code: `${code}\nimport ${JSON.stringify(ID + file.slice(source.length))};\n`,
        map: null,
      };
    },
  };
}
