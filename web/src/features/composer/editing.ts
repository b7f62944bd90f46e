/** What stands in the field and what of it is selected. */
export interface Selected {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One change of the field: `insert` in place of `from` … `to`, and what is selected after it. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly select: readonly [number, number];
}

/** Puts marks around the selection, or takes them away when they are there. */
export function marked({ text, start, end }: Selected, mark: string): Edit {
  const inner = text.slice(start, end);
  const size = mark.length;
  if (text.slice(start - size, start) === mark && text.slice(end, end + size) === mark) {
    const select = [start - size, end - size] as const;
    return { from: start - size, to: end + size, insert: inner, select };
  }
  const select = [start + size, end + size] as const;
  return { from: start, to: end, insert: `${mark}${inner}${mark}`, select };
}

/** Begins every selected line with `prefix`, or takes it away when all of them have it. */
export function prefixed({ text, start, end }: Selected, prefix: string): Edit {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const close = text.indexOf("\n", end);
  const to = close < 0 ? text.length : close;
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(prefix));
  const insert = lines
    .map((line) => (all ? line.slice(prefix.length) : `${prefix}${line}`))
    .join("\n");
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

/** A code block of the selection, on lines of its own. */
export function fenced({ text, start, end }: Selected): Edit {
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = end === text.length || text[end] === "\n" ? "" : "\n";
  const inner = text.slice(start, end);
  const insert = `${before}\`\`\`\n${inner}\n\`\`\`${after}`;
  const at = start + before.length + 4;
  return { from: start, to: end, insert, select: [at, at + inner.length] };
}

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

/** A link over the selection: to `url`, or with a place to type it. */
export function linked({ text, start, end }: Selected, url = ""): Edit {
  const inner = text.slice(start, end);
  const insert = `[${inner}](${url})`;
  const at = url ? start + insert.length : start + inner.length + 3;
  const select = [at, at] as const;
  return { from: start, to: end, insert, select };
}

/** Is this pasted text an address, for the words that are selected? */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text.trim());
}

/** Is the place inside a code block that nobody closed yet? There Enter breaks the line. */
export function inOpenFence(text: string, at: number): boolean {
  const fences = text.slice(0, at).match(/^ {0,3}```/gm);
  return (fences?.length ?? 0) % 2 === 1;
}

const ITEM = /^(\s*)(?:([-*]) |(\d{1,9})([.)]) |(> ))/;

/** The next line of a list or quote; an empty item ends it. */
export function broken({ text, start, end }: Selected): Edit {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const line = text.slice(from, start);
  const found = ITEM.exec(line);
  if (!found) return placed(start, end, "\n");
  if (found[0].length === line.length) return placed(from, end, "");
  const [, space = "", bullet, number, dot = ".", quote] = found;
  const next = bullet ? `${bullet} ` : (quote ?? `${Number(number) + 1}${dot} `);
  return placed(start, end, `\n${space}${next}`);
}

export function placed(from: number, to: number, insert: string): Edit {
  return { from, to, insert, select: [from + insert.length, from + insert.length] };
}

/** Changes the field as typing does, so that the browser's own undo takes it back. */
export function applyEdit(field: HTMLTextAreaElement, edit: Edit): void {
  field.focus();
  field.setSelectionRange(edit.from, edit.to);
  // Deprecated, and the only way that keeps the undo history of a text field.
  const typed = edit.insert === "" ? typeCommand("delete") : typeCommand("insertText", edit.insert);
  if (!typed || field.value.slice(edit.from, edit.from + edit.insert.length) !== edit.insert) {
    field.setRangeText(edit.insert, edit.from, edit.to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(...edit.select);
}

function typeCommand(command: "insertText" | "delete", text?: string): boolean {
  const page = document as { execCommand?: (name: string, ui: boolean, text?: string) => boolean };
  return page.execCommand?.(command, false, text) ?? false;
}

export function selectedIn(field: HTMLTextAreaElement): Selected {
  return { text: field.value, start: field.selectionStart, end: field.selectionEnd };
}
