import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hostileText } from "@/test/hostile-text";

import { Formatted } from "./formatted";

const draw = (text: string) => render(<Formatted text={text} />);

/** Every element and attribute that formatted text may consist of; class is looks, and none of them runs anything. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  div: ["data-slot", "dir", "role", "aria-label", "tabindex"],
  p: ["dir"],
  blockquote: ["dir"],
  ul: ["dir"],
  ol: ["dir"],
  li: ["value"],
  pre: ["role", "aria-label", "tabindex"],
  code: ["dir"],
  table: ["dir"],
  thead: [],
  tbody: [],
  tr: [],
  th: ["dir", "scope"],
  td: ["dir", "colspan"],
  strong: [],
  em: [],
  s: [],
  bdi: [],
  a: ["href", "dir", "target", "rel", "title"],
  span: ["role", "tabindex", "aria-label", "aria-hidden", "title"],
  button: ["type", "aria-label", "data-slot", "data-state"],
  svg: "xmlns width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin aria-hidden".split(
    " ",
  ),
  path: ["d"],
  rect: ["width", "height", "x", "y", "rx", "ry"],
};

function strangers(root: Element): string[] {
  return [...root.querySelectorAll("*")].flatMap((element) => {
    const name = element.localName;
    const known = ALLOWED[name];
    if (!known) return [name];
    const odd = [...element.attributes].filter(
      (one) => one.name !== "class" && !known.includes(one.name),
    );
    return odd.map((one) => `${name}.${one.name}`);
  });
}

describe("formatted text", () => {
  it("draws every kind of thing as the element it is", () => {
    const { container } = draw(
      "**b** *i* ~~s~~ `c`\n> q\n- u\n3. o\n```\nx\n```\n|h|k|\n|-|-:|\n|d|\n[l](https://example.org)",
    );
    for (const name of ["strong", "em", "s", "code", "blockquote", "ul", "ol", "pre", "table"]) {
      expect(container.querySelector(name)).toBeInTheDocument();
    }
    expect(container.querySelector("ol li")).toHaveAttribute("value", "3");
    expect(screen.getByRole("columnheader", { name: "h" })).toBeInTheDocument();
  });

  it("opens links outside, with their own direction", () => {
    draw("[words](https://example.org/a)");
    const link = screen.getByRole("link", { name: "words" });
    expect(link).toHaveAttribute("href", "https://example.org/a");
    expect(link).toHaveAttribute("target", "_blank");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
    expect(link).toHaveAttribute("dir", "auto");
  });

  it("says where a link leads whose words look like another address", () => {
    const { container } = draw("[bank.example](https://evil.example/x)");
    expect(container).toHaveTextContent("bank.example (evil.example)");
  });

  it("leaves an address that the browser refuses as its words", () => {
    const { container } = draw("http://999.1.1.1/ [a](http://999.1.1.1/)");
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
    expect(container).toHaveTextContent("http://999.1.1.1/ a");
  });

  it("keeps lines, spaces and the direction of each paragraph", () => {
    const { container } = draw("  one\ntwo");
    const paragraph = container.querySelector("p");
    expect(paragraph?.textContent).toBe("  one\ntwo");
    expect(paragraph).toHaveAttribute("dir", "auto");
  });

  it("gives lists, quotes and tables the direction of their words", () => {
    const { container } = draw("- פריט\n> quote\n|א|b|\n|-|-|\n1. 123");
    const directions = ["ul", "blockquote", "table", "ol"].map((name) => {
      return container.querySelector(name)?.getAttribute("dir");
    });
    expect(directions).toEqual(["rtl", "ltr", "rtl", null]);
  });

  it("covers a spoiler until somebody presses it, by key too, and keeps the focus there", async () => {
    const user = userEvent.setup();
    draw("the end: ||**he** https://example.org||");
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
    await user.tab();
    expect(screen.getByRole("button", { name: "Spoiler, press to show" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.getByRole("link")).toBeVisible();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(document.activeElement).toHaveTextContent("he https://example.org");
  });

  it("shows code at once and colours it later, the same words", async () => {
    const { container } = draw("```js\nconst a = 'x';\n```");
    const code = container.querySelector("pre code");
    expect(code?.textContent).toBe("const a = 'x';");
    await waitFor(() =>
      expect(within(container).getByText("const")).toHaveClass("text-code-keyword"),
    );
    expect(code?.textContent).toBe("const a = 'x';");
    expect(strangers(container)).toEqual([]);
  });

  it("leaves code in a language that nobody knows in one colour", async () => {
    const { container } = draw("```js\nlet a\n```\n```klingon\nlet b\n```");
    await waitFor(() => expect(container.querySelector("pre span")).toBeInTheDocument());
    const [, other] = container.querySelectorAll("pre code");
    expect(other?.innerHTML).toBe("let b");
  });

  it("copies code as it was written", async () => {
    const user = userEvent.setup();
    draw("```\na\n  **b**\n```");
    await user.click(screen.getByRole("button", { name: "Copy code" }));
    // At once: it says so for two seconds only.
    expect(await screen.findByRole("button", { name: "Copied" })).toBeInTheDocument();
    expect(await navigator.clipboard.readText()).toBe("a\n  **b**");
  });

  it("draws names and shortcodes as it is told, and as text otherwise", () => {
    const text = "@alice @bob @all :tada: :odd:";
    const { container } = render(
      <Formatted
        text={text}
        renderMention={(one) => (one.name === "bob" ? null : <b>{one.name}</b>)}
        renderEmoji={(name) => (name === "tada" ? "🎉" : null)}
      />,
    );
    expect(container.querySelectorAll("b")).toHaveLength(2);
    expect(container).toHaveTextContent("alice @bob all 🎉 :odd:");
    expect(draw(text).container).toHaveTextContent(text);
  });

  it.each(["🎉", "👩‍👩‍👧 🇺🇦", "👍🏽👍🏽👍🏽", ":tada:"])("draws %s alone large", (text) => {
    expect(draw(text).container.firstElementChild).toHaveClass("text-display");
  });

  it.each(["🎉 yes", "🎉🎉🎉🎉", "1", "**🎉**", ""])("draws %j as text", (text) => {
    expect(draw(text).container.firstElementChild).toHaveClass("text-message");
  });
});

describe("hostile text", () => {
  it("becomes nothing but the elements and attributes of formatted text", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { container, unmount } = draw(text);
        const odd = strangers(container);
        const schemes = [...container.querySelectorAll("a")].map((a) => new URL(a.href).protocol);
        unmount();
        expect(odd).toEqual([]);
        for (const scheme of schemes) expect(scheme).toMatch(/^(https?|mailto):$/);
      }),
      { numRuns: 300 },
    );
  });
});
