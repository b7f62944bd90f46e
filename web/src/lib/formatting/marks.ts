import type { Inline, Style } from "./tree";

const STYLES: Readonly<Record<string, Style>> = {
  "**": "bold",
  "*": "italic",
  _: "italic",
  "~~": "strike",
  "||": "spoiler",
};

/** A mark in the text. Until its partner is found it is text. */
interface Mark {
  text: string;
  role: "text" | "open" | "close";
  /** The second half of "***": it may change places with the first, whichever is closed first. */
  readonly inner: boolean;
  readonly url: string;
}

/** Text, finished nodes and marks in order, and the marks that wait for a partner: each is put on and taken off once. */
export class Tokens {
  private readonly list: (string | Inline | Mark)[] = [];
  private readonly waiting: number[] = [];
  /** Where the newest waiting mark of each kind stands; older ones of the kind stay text. */
  private readonly newest = new Map<string, number>();

  get length(): number {
    return this.list.length;
  }

  add(token: string | Inline): void {
    this.list.push(token);
  }

  open(text: string, inner = false): void {
    this.newest.set(text, this.list.length);
    this.waiting.push(this.list.length);
    this.list.push({ text, role: "text", inner, url: "" });
  }

  /** Closes the innermost open mark of these kinds; returns its kind, "" when none is open. */
  close(kinds: readonly string[], url = ""): string {
    let kind = "";
    for (const one of kinds) if (this.begun(one) > this.begun(kind)) kind = one;
    let start = this.begun(kind);
    if (start < 0) return "";
    this.newest.delete(kind);
    this.dropAbove(start);
    if (this.waiting.at(-1) !== start) start = this.swap(start);
    this.waiting.pop();
    this.mark(start).role = "open";
    this.list.push({ text: kind, role: "close", inner: false, url });
    return kind;
  }

  /** Where the newest waiting mark of a kind stands; -1 when there is none. */
  begun(kind: string): number {
    return this.newest.get(kind) ?? -1;
  }

  /** Leaves the newest mark of a kind as text. */
  giveUp(kind: string): void {
    this.newest.delete(kind);
  }

  /** The tree of the tokens, whose marks are properly nested. */
  built(): readonly Inline[] {
    const root = new Frame(null, null);
    let frame = root;
    for (const token of this.list) {
      if (typeof token === "string") frame.write(token);
      else if ("role" in token) frame = apply(token, frame);
      else frame.add(frame.inLabel ? asWords(token) : token);
    }
    return root.finish();
  }

  private mark(index: number): Mark {
    return this.list[index] as Mark;
  }

  private dropAbove(start: number): void {
    for (;;) {
      const top = this.waiting.at(-1) ?? start;
      const mark = this.mark(top);
      if (top === start || (top === start + 1 && mark.inner)) return;
      this.waiting.pop();
      if (this.newest.get(mark.text) === top) this.newest.delete(mark.text);
    }
  }

  /** Lets the halves of "***" change places: the outer one is closed first. */
  private swap(outer: number): number {
    const first = this.mark(outer);
    const second = this.mark(outer + 1);
    if (this.newest.get(second.text) === outer + 1) this.newest.set(second.text, outer);
    [first.text, second.text] = [second.text, first.text];
    return outer + 1;
  }
}

/** What is inside one pair of marks, while it is built. */
class Frame {
  readonly inLabel: boolean;
  readonly parent: Frame | null;
  private readonly children: Inline[] = [];
  private words: string[] = [];

  constructor(mark: Mark | null, parent: Frame | null) {
    this.parent = parent;
    this.inLabel = mark?.text === "[" || (parent?.inLabel ?? false);
  }

  write(words: string): void {
    this.words.push(words);
  }

  add(node: Inline): void {
    if (node.type === "text") {
      this.write(node.text);
      return;
    }
    this.finish();
    this.children.push(node);
  }

  finish(): readonly Inline[] {
    if (this.words.length > 0) this.children.push({ type: "text", text: this.words.join("") });
    this.words = [];
    return this.children;
  }
}

/** Opens or closes what a mark opens or closes; returns the frame in which the text goes on. */
function apply(mark: Mark, frame: Frame): Frame {
  if (mark.role === "open") return new Frame(mark, frame);
  if (mark.role === "text" || !frame.parent) {
    frame.write(mark.text);
    return frame;
  }
  const children = frame.finish();
  const style = STYLES[mark.text];
  frame.parent.add(style ? { type: style, children } : { type: "link", url: mark.url, children });
  return frame.parent;
}

/** Inside the label of a link nothing else may be pressed: addresses and names are words there. */
function asWords(node: Inline): Inline {
  if (node.type === "mention" || node.type === "group") {
    return { type: "text", text: `@${node.name}` };
  }
  return node.type === "link" ? (node.children[0] ?? node) : node;
}
