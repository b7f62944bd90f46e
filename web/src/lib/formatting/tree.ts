/** What a formatted text consists of: the trees of contract/formatting/vectors.json. */

export interface Text {
  readonly type: "text";
  readonly text: string;
}
export interface Break {
  readonly type: "break";
}
export interface Code {
  readonly type: "code";
  readonly text: string;
}
export type Style = "bold" | "italic" | "strike" | "spoiler";
export interface Styled {
  readonly type: Style;
  readonly children: readonly Inline[];
}
/** `url` begins with http:, https: or mailto:, in any case of letters, and with nothing else. */
export interface Link {
  readonly type: "link";
  readonly url: string;
  readonly children: readonly Inline[];
}
/** Somebody called by name, as it was written: whether there is such a person is not known here. */
export interface Mention {
  readonly type: "mention";
  readonly name: string;
}
export interface Group {
  readonly type: "group";
  readonly name: "here" | "all";
}
/** A shortcode without its colons; whether it exists is not known here. */
export interface Emoji {
  readonly type: "emoji";
  readonly name: string;
}
export type Inline = Text | Break | Code | Styled | Link | Mention | Group | Emoji;

export interface Paragraph {
  readonly type: "paragraph";
  readonly children: readonly Inline[];
}
export interface Quote {
  readonly type: "quote";
  readonly children: Tree;
}
/** One item of a list; `number` as written, null in a list of bullets. */
export interface Item {
  readonly number: number | null;
  readonly children: Tree;
}
export interface List {
  readonly type: "list";
  readonly ordered: boolean;
  readonly items: readonly Item[];
}
/** `lang` in lower case as it was written, "" when none was. */
export interface CodeBlock {
  readonly type: "code_block";
  readonly lang: string;
  readonly text: string;
}
export type Align = "start" | "center" | "end";
export type Row = readonly (readonly Inline[])[];
/** Rows hold at most as many cells as the header; a shorter row leaves the rest empty. */
export interface Table {
  readonly type: "table";
  readonly align: readonly Align[];
  readonly header: Row;
  readonly rows: readonly Row[];
}
export type Block = Paragraph | Quote | List | CodeBlock | Table;
export type Tree = readonly Block[];
