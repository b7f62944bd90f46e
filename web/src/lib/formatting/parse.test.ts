import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";

import { hostileText } from "@/test/hostile-text";

import { escapeText } from "./escape";
import { parse } from "./parse";
import { plainText } from "./plain-text";
import { safeHref, trueTarget } from "./safe-href";
import type { Block, Inline, Tree } from "./tree";

interface Case {
  readonly name: string;
  readonly text: string;
  readonly tree: Tree;
  readonly plain: string;
  /** What a notice says, where that is something else. */
  readonly notice?: string;
}

const [vectors] = Object.values(
  import.meta.glob<{ cases: Case[] }>("../../../../contract/formatting/vectors.json", {
    eager: true,
  }),
);

describe("the shared vectors", () => {
  it("are there", () => {
    expect(vectors?.cases.length).toBeGreaterThan(150);
  });

  it.each(vectors?.cases ?? [])("$name", (one) => {
    expect(parse(one.text)).toEqual(one.tree);
    expect(plainText(one.text)).toBe(one.plain);
    expect(plainText(one.text, { spoilers: false })).toBe(one.notice ?? one.plain);
  });
});

function* urlsIn(nodes: readonly (Block | Inline)[]): Generator<string> {
  for (const node of nodes) {
    if (node.type === "link") yield node.url;
    if ("children" in node) yield* urlsIn(node.children);
    if (node.type === "list") for (const item of node.items) yield* urlsIn(item.children);
    if (node.type === "table") yield* urlsIn([node.header, ...node.rows].flat(2));
  }
}

function depthOf(tree: Tree): number {
  const depths = tree.map((block) => {
    if (block.type === "quote") return 1 + depthOf(block.children);
    if (block.type === "list") return 1 + Math.max(...block.items.map((i) => depthOf(i.children)));
    return 0;
  });
  return Math.max(0, ...depths);
}

describe("every text", () => {
  it("has a tree of bounded depth", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(depthOf(parse(text))).toBeLessThanOrEqual(5);
      }),
      { numRuns: 500 },
    );
  });

  it("links only to http, https and mail", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const url of urlsIn(parse(text))) {
          expect(url).toMatch(/^(https?:\/\/|mailto:)[^\s<>"]+$/i);
          const href = safeHref(url);
          if (href !== null) expect(new URL(href).protocol).toMatch(/^(https?|mailto):$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("says itself when it is escaped", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = text.split(/\r\n?|\n/).map((line) => (/^[ \t]*$/.test(line) ? "" : line));
        const said = lines.join("\n").replace(/^\n+|\n+$/g, "");
        // Only @HERE changes: groups are told in small letters.
        expect(plainText(escapeText(said)).toLowerCase()).toBe(said.toLowerCase());
      }),
      { numRuns: 1000 },
    );
  });
});

describe("work", () => {
  afterEach(() => vi.restoreAllMocks());

  const lengthOf = (found: unknown) => (Array.isArray(found) ? String(found[0]).length : 0);

  /** How much the parser does: letters it looks at and pieces it cuts, not time, which is the machine's. */
  function stepsOf(text: string): number {
    const patterns = vi.spyOn(RegExp.prototype, "exec");
    const pieces = vi.spyOn(String.prototype, "slice");
    const letters = vi.spyOn(String.prototype, "charAt");
    parse(text);
    const steps =
      letters.mock.calls.length +
      patterns.mock.results.reduce((sum, { value }) => sum + 1 + lengthOf(value), 0) +
      pieces.mock.results.reduce((sum, { value }) => sum + 1 + String(value).length, 0);
    vi.restoreAllMocks();
    return steps;
  }

  it.each([
    ..."* ** *** _ ~~ || ` [ ] ( \\ < @ : . a *a **a_ `a `a`` [a [a]( ](http://a [a](http://a) http://@ www.- https://a) a. a@ a@b. :a ||a **a*b_c~~d".split(
      " ",
    ),
    "> ",
    "- a\n",
    "  - a\n",
    "1. a\n\n",
    "\n\n",
    "\n> > > > > a",
    "|a|\n|-|\n",
    "\n|-|",
    "```\n",
    "\n```a\n",
    "`` ",
    "*a **b ",
    "_a ",
  ])("grows with the text and not faster: %j", (unit) => {
    const short = stepsOf(unit.repeat(150));
    expect(stepsOf(unit.repeat(600))).toBeLessThanOrEqual(6 * short + 2000);
  });
});

describe("where a link leads", () => {
  it.each([
    ["https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"],
    ["https://аpple.com/", "https://xn--pple-43d.com/"],
    ["mailto:ana@example.org", "mailto:ana@example.org"],
  ])("%s opens what the browser says", (url, href) => {
    expect(safeHref(url)).toBe(href);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://a@b.example",
    "http://999.1.1.1",
    "x",
  ])("%s opens nothing", (url) => {
    expect(safeHref(url)).toBeNull();
  });

  it.each([
    ["https://bank.example", "https://evil.example/", "evil.example"],
    ["bank.example", "https://evil.example/bank.example", "evil.example"],
    ["ana@example.org", "mailto:eve@evil.example", "eve@evil.example"],
    ["bank.example@", "https://evil.example/", "evil.example"],
    ["https://example.org/a", "https://example.org/b", null],
    ["example.org", "https://example.org/", null],
    ["the notes", "https://example.org/", null],
    ["ana@example.org", "mailto:ana@example.org", null],
  ])("words %j on %s are followed by %j", (words, href, target) => {
    expect(trueTarget(words, href)).toBe(target);
  });
});
