import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hostileText } from "@/test/hostile-text";

import { fromHtml } from "./from-html";
import { parse } from "./parse";
import { plainLine, plainText } from "./plain-text";
import type { Link } from "./tree";

describe("rich text from elsewhere", () => {
  it("takes a page's words, marks and links", () => {
    const html = `<meta charset='utf-8'><h2 style="font-size:20px">Plan</h2><p>Read <a href="https://example.org/n?a=1">the
      notes</a>, <strong>then</strong> <em>act</em>; <s>wait</s> <code>ship()</code>.<br>Done?</p>`;
    expect(fromHtml(html)).toBe(
      "**Plan**\n\nRead [the notes](https://example.org/n?a=1), **then** *act*; ~~wait~~ `ship()`.\nDone?",
    );
  });

  it("takes Google Docs, whose <b> is not bold and whose bold is a style", () => {
    const html = `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:700;font-style:normal;white-space:pre-wrap;">Bold</span><span style="font-weight:400;white-space:pre-wrap;"> and </span><span style="font-weight:400;font-style:italic;white-space:pre-wrap;">italic</span></p><br /><ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">one</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr"><span>two</span></p></li></ul><li dir="ltr"><p dir="ltr"><a href="https://example.org/" style="text-decoration:none;"><span style="text-decoration:underline;">three</span></a></p></li></ul></b>`;
    expect(fromHtml(html)).toBe(
      "**Bold** and *italic*\n\n- one\n  - two\n- [three](https://example.org/)",
    );
  });

  it("takes Word, which spells out the marks of lists", () => {
    const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0in;} --></style></head><body lang=EN-US><!--StartFragment--><p class=MsoNormal><b>Report<o:p></o:p></b></p><p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>First<o:p></o:p></p><p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp;</span></span><![endif]>Inner <i>item</i><o:p></o:p></p><p class=MsoNormal>After<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.<span>&nbsp;</span></span>Third</p><!--EndFragment--></body></html>`;
    expect(fromHtml(html)).toBe("**Report**\n\n- First\n  - Inner *item*\n\nAfter\n\n3. Third");
  });

  it("takes code from VS Code as code", () => {
    const html =
      `<meta charset='utf-8'><div style="color: #cccccc;background-color: #1f1f1f;font-family: 'Droid Sans Mono', 'monospace', monospace;font-weight: normal;font-size: 14px;line-height: 19px;white-space: pre;"><div><span style="color: #c586c0;">if</span><span style="color: #cccccc;"> (a &lt; b) {</span></div><br><div><span>    return ` +
      "`x`;" +
      `</span></div><div><span>}</span></div></div>`;
    expect(fromHtml(html)).toBe("```\nif (a < b) {\n\n    return `x`;\n}\n```");
  });

  it("takes highlighted code from a page with its language", () => {
    const html = `<p>So:</p><pre class="highlight"><code class="language-Python"><span>def</span> f():\n    return 1\n</code></pre>`;
    expect(fromHtml(html)).toBe("So:\n\n```python\ndef f():\n    return 1\n```");
  });

  it("takes a table from a spreadsheet", () => {
    const html = `<table><colgroup><col></colgroup><tbody><tr><th>Name</th><th>Sum | net</th></tr><tr><td>Ana</td><td><b>3</b><p>4</p></td></tr><tr><td>Bo</td><td></td></tr></tbody></table>`;
    expect(fromHtml(html)).toBe(
      "| Name | Sum \\\\| net |\n| --- | --- |\n| Ana | **3** 4 |\n| Bo |  |",
    );
    expect(plainText(fromHtml(html) ?? "")).toBe("Name | Sum | net\nAna | 3 4\nBo | ");
  });

  it("looks through tables that are there for the layout", () => {
    expect(fromHtml("<table><tr><td><p>one</p><p>two</p></td></tr></table>")).toBe("one\n\ntwo");
  });

  it("takes quotes, numbers and deep lists", () => {
    const html = `<blockquote><p>said</p><p>more</p></blockquote><ol start="4"><li>a<ol><li>b</li></ol></li><li value="9">c</li></ol>`;
    expect(fromHtml(html)).toBe("> said\n>\n> more\n\n4. a\n   1. b\n9. c");
    const deep = `${"<ul><li>x".repeat(9)}y${"</li></ul>".repeat(9)}`;
    expect(plainText(fromHtml(deep) ?? "").replace(/[• \n]/g, "")).toBe("xxxxxxxxxy");
  });

  it("keeps white space out of marks", () => {
    expect(fromHtml("a<b> bold </b>c<i> </i>d")).toBe("a **bold** c d");
    expect(fromHtml('<a href="https://example.org/"> words </a>.')).toBe(
      "[words](https://example.org/) .",
    );
  });

  it("escapes what would be read as a mark", () => {
    expect(
      fromHtml("<p>*a* _b_ snake_case `c` [d](e) :tada: a|b</p><p>- e</p><p>1. f</p><p>&gt; g</p>"),
    ).toBe(
      "\\*a\\* \\_b\\_ snake_case \\`c\\` \\[d\\](e) \\:tada: a\\|b\n\n\\- e\n\n1\\. f\n\n\\> g",
    );
    expect(fromHtml("<p>https://example.org/a_b_c*d @alice</p>")).toBe(
      "https://example.org/a_b_c*d @alice",
    );
  });

  it("takes pictures as their words", () => {
    expect(fromHtml('<p>Hi <img alt="👋" src="https://example.org/wave.png"></p>')).toBe("Hi 👋");
  });

  it("writes an address that is its own words without brackets", () => {
    expect(fromHtml('<a href="https://example.org/a">https://example.org/a</a>')).toBe(
      "https://example.org/a",
    );
  });

  it.each([
    "<script>alert(1)</script>",
    "<style>p{}</style>",
    "<p hidden>no</p>",
    '<p style="display:none">no</p>',
    "<title>no</title>",
    "<svg><text>no</text></svg>",
    "<p> </p>",
    "",
  ])("finds nothing in %j", (html) => {
    expect(fromHtml(html)).toBeNull();
  });

  it.each([
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "/path",
  ])("takes no link to %j", (href) => {
    const link = document.createElement("a");
    link.setAttribute("href", href);
    link.textContent = "words";
    expect(fromHtml(link.outerHTML)).toBe("words");
  });

  it("runs and fetches nothing", () => {
    const before = document.documentElement.outerHTML;
    fromHtml(
      '<img src="x" onerror="document.title=1"><script>document.title = "2"</script><p>a</p>',
    );
    expect(document.title).toBe("");
    expect(document.documentElement.outerHTML).toBe(before);
  });

  it("leaves what is too large to the plain text", () => {
    expect(fromHtml(`<p>${"a".repeat(400_001)}</p>`)).toBeNull();
    expect(fromHtml("<b>a</b>".repeat(20_001))).toBeNull();
  });
});

const TAGS =
  "p div b i s code pre ul ol li blockquote table tr td th a span h1 br img script style".split(
    " ",
  );
const STYLES = [
  "",
  "font-weight:700",
  "font-style:italic",
  "white-space:pre",
  "display:none",
  "mso-list:l0 level2 lfo1",
];

/** All links of a tree, wherever they stand. */
function linksIn(part: unknown): Link[] {
  if (typeof part !== "object" || part === null) return [];
  const own = "type" in part && part.type === "link" ? [part as Link] : [];
  return [...own, ...Object.values(part).flatMap(linksIn)];
}

const PAGE = "https://example.org/a_%28b%29";

const hostileHtml = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...TAGS), fc.constantFrom(...STYLES)).map(([tag, style]) => {
        return `<${tag} style="${style}" href="https://example.org/a_(b)">`;
      }),
      fc.constantFrom(...TAGS).map((tag) => `</${tag}>`),
      hostileText,
      hostileText.map((text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

describe("every paste", () => {
  it("becomes text without another address than the page's", () => {
    fc.assert(
      fc.property(hostileHtml, (html) => {
        const text = fromHtml(html) ?? "";
        for (const { url, children } of linksIn(parse(text))) {
          // Either the page's, or words that were an address already.
          if (url !== PAGE) expect(url.endsWith(plainLine(children))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("of plain words says them", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = text;
        const said = text
          .replace(/[ \t\n\r\f]+/g, " ")
          .replaceAll("\u00a0", " ")
          .trim();
        const taken = plainText(fromHtml(paragraph.outerHTML) ?? "");
        expect(taken.toLowerCase()).toBe(said.toLowerCase());
      }),
      { numRuns: 400 },
    );
  });
});
