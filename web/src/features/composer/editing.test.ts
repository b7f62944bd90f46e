import { describe, expect, it } from "vitest";

import {
  applyEdit,
  broken,
  fenced,
  inOpenFence,
  isAddress,
  linked,
  marked,
  prefixed,
  selectedIn,
  type Edit,
  type Selected,
} from "./editing";

/** "a [b] c" selects b. */
function at(drawn: string): Selected {
  const start = drawn.indexOf("[");
  const end = drawn.indexOf("]") - 1;
  return { text: drawn.replace("[", "").replace("]", ""), start, end };
}

function after({ text }: Selected, edit: Edit): string {
  const whole = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  const [start, end] = edit.select;
  return `${whole.slice(0, start)}[${whole.slice(start, end)}]${whole.slice(end)}`;
}

const done = (drawn: string, edit: (selected: Selected) => Edit) =>
  after(at(drawn), edit(at(drawn)));

describe("formatting keys", () => {
  it("put marks around what is selected, and take them away again", () => {
    const bold = (selected: Selected) => marked(selected, "**");
    expect(done("a [b] c", bold)).toBe("a **[b]** c");
    expect(done("a **[b]** c", bold)).toBe("a [b] c");
    expect(done("a [] c", bold)).toBe("a **[]** c");
  });

  it("begin lines, and take that away again", () => {
    const quote = (selected: Selected) => prefixed(selected, "> ");
    expect(done("one\nt[wo\nth]ree", quote)).toBe("one\n> two\n> three[]");
    expect(done("> t[wo\n> th]ree", quote)).toBe("two\nthree[]");
  });

  it("make a block of code on its own lines", () => {
    expect(done("see [x = 1] there", fenced)).toBe("see \n```\n[x = 1]\n```\n there");
    expect(done("[]", fenced)).toBe("```\n[]\n```");
  });

  it("make links", () => {
    expect(done("[here]", (one) => linked(one))).toBe("[here]([])");
    expect(after(at("[here]"), linked(at("[here]"), "https://x.org"))).toBe(
      "[here](https://x.org)[]",
    );
    expect(isAddress(" https://x.org/a ")).toBe(true);
    expect(isAddress("javascript:alert(1)")).toBe(false);
    expect(isAddress("https://x.org and more")).toBe(false);
  });

  it("go on with a list, and end it with an empty item", () => {
    expect(done("- one[]", broken)).toBe("- one\n- []");
    expect(done("  9. nine[]", broken)).toBe("  9. nine\n  10. []");
    expect(done("> said[]", broken)).toBe("> said\n> []");
    expect(done("- one\n- []", broken)).toBe("- one\n[]");
    expect(done("plain[]", broken)).toBe("plain\n[]");
  });

  it("know an open block of code", () => {
    const text = "```js\ncode";
    expect(inOpenFence(text, text.length)).toBe(true);
    expect(inOpenFence(`${text}\n\`\`\`\n`, text.length + 5)).toBe(false);
    expect(inOpenFence("`code", 5)).toBe(false);
  });

  it("change a field and tell whoever listens", () => {
    const field = document.createElement("textarea");
    document.body.append(field);
    field.value = "a b c";
    field.setSelectionRange(2, 3);
    const heard: string[] = [];
    field.addEventListener("input", () => heard.push(field.value));
    applyEdit(field, marked(selectedIn(field), "*"));
    expect([field.value, heard.at(-1)]).toEqual(["a *b* c", "a *b* c"]);
    expect([field.selectionStart, field.selectionEnd]).toEqual([3, 4]);
    field.remove();
  });
});
