import { createRequire } from "node:module";

import type { Plugin } from "vite";

const require = createRequire(import.meta.url);

/** One emoji as the bundle carries it: what it is, its words, and its looks in the five skin tones. */
export type PackedEmoji = [
  unicode: string,
  label: string,
  group: number,
  /** Shortcodes, the best known first. */
  names: string,
  /** Further words to find it by. */
  tags: string,
  version: number,
  /** true: each base takes the modifier; a list where that rule does not hold; 0: has no tones. */
  tones: 0 | 1 | string[],
];

interface Source {
  label: string;
  hexcode: string;
  emoji: string;
  group?: number;
  order?: number;
  version: number;
  tags?: string[];
  skins?: { emoji: string; tone: number | number[] }[];
}

type Shortcodes = Partial<Record<string, string | string[]>>;

const MODIFIERS = ["🏻", "🏼", "🏽", "🏾", "🏿"];
/** Skin tones and hair: parts of emoji, not emoji of their own. */
const COMPONENTS = 2;
/** Whose shortcodes win where two sets give one name to two emoji: those people have typed for years. */
const SETS = ["github", "iamcal", "emojibase", "joypixels", "cldr"];

/**
 * The form that Unicode calls fully qualified, the only one sent to the server. The data adds U+FE0F
 * also where the picture is the default look.
 */
function fullyQualified(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, "$1");
}

/** Must do the same as withTone in src/lib/emoji/skin-tone.ts; what differs is listed in the data. */
function derivedTone(unicode: string, tone: number): string {
  return unicode.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${MODIFIERS[tone - 1]}`);
}

function packedTones({ emoji, skins }: Source): 0 | 1 | string[] {
  if (!skins) return 0;
  const looks = MODIFIERS.map((_, index) => {
    const skin = skins.find(({ tone }) => [tone].flat().every((one) => one === index + 1));
    return skin ? fullyQualified(skin.emoji) : fullyQualified(emoji);
  });
  const regular = looks.every((look, i) => look === derivedTone(fullyQualified(emoji), i + 1));
  return regular ? 1 : looks;
}

function packedEmoji(): PackedEmoji[] {
  const all = require("emojibase-data/en/data.json") as Source[];
  const sets = SETS.map((set) => require(`emojibase-data/en/shortcodes/${set}.json`) as Shortcodes);
  const shown = all
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const names = new Map(shown.map(({ hexcode }) => [hexcode, new Set<string>()]));
  const taken = new Set<string>();
  for (const set of sets) {
    const fresh = new Set<string>();
    for (const { hexcode } of shown) {
      for (const name of [set[hexcode] ?? []].flat()) {
        if (taken.has(name)) continue;
        fresh.add(name);
        names.get(hexcode)?.add(name);
      }
    }
    for (const name of fresh) taken.add(name);
  }
  return shown.map((one) => packed(one, [...(names.get(one.hexcode) ?? [])]));
}

function packed(one: Source, names: string[]): PackedEmoji {
  const said = new Set([...one.label.toLowerCase().split(" "), ...names]);
  const tags = (one.tags ?? []).filter((tag) => !said.has(tag));
  const { label, group = 0, version } = one;
  return [
    fullyQualified(one.emoji),
    label,
    group,
    names.join(" "),
    tags.join(" "),
    version,
    packedTones(one),
  ];
}

const ID = "virtual:emoji-data";

/**
 * Gives the client `virtual:emoji-data`: emojibase-data with only what the picker needs, a third of its
 * size. Made while building, so that it is never older than the package.
 */
export function emojiData(): Plugin {
  return {
    name: "flowchat:emoji-data",
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null;
      // Browsers parse a string of JSON faster than the same written as code.
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(packedEmoji()))});`;
    },
  };
}
