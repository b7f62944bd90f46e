import type { Message, Quote } from "@/contract/types";
import { messageWords } from "@/lib/message-words";
import type { Outgoing } from "@/realtime/outbox/outgoing";

/** Messages of one author this close together share one name and picture. */
const GROUP_MS = 5 * 60_000;

/** A line of the conversation, in order. `key` stays the same when a sent message becomes real. */
export type Row =
  | { readonly kind: "beginning"; readonly key: string }
  | { readonly kind: "day"; readonly key: string; readonly at: string }
  | { readonly kind: "new"; readonly key: string }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly author_id: string;
      readonly text: string;
      readonly at: string;
      /** First of a group: carries picture, name and time. */
      readonly first: boolean;
      readonly reply_to: Quote | null;
      /** Where replies stand among the others: the thread this one is part of, said once per run. */
      readonly inThread: ThreadPlace | null;
      /** null while it is only on its way. */
      readonly message: Message | null;
      readonly outgoing: Outgoing | null;
    };

export interface ThreadPlace {
  readonly rootId: string;
  /** Begins with what the root says; null when the root is not known here. */
  readonly excerpt: string | null;
}

export type MessageRow = Extract<Row, { kind: "message" }>;

export interface RowSource {
  readonly messages: readonly Message[];
  /** Mine on their way; shown only where the room's present end is in sight. */
  readonly outgoing: readonly Outgoing[];
  readonly me: string;
  /** Messages of others after this seq stand under the "New" line; null for none. */
  readonly newAfter: number | null;
  /** Nothing lies before the first message. */
  readonly fromStart: boolean;
  /** Whose messages these are: the room's with replies among them, without them, or a thread's own. */
  readonly replies: "among" | "apart" | "only";
  /** Shown in any case: a link points at it. */
  readonly linked: number | null;
}

/** Does a message stand in the list, or only behind the summary of its thread? */
export function isShown(
  { thread_id, seq }: Pick<Message, "thread_id" | "seq">,
  { replies, linked }: Pick<RowSource, "replies" | "linked">,
): boolean {
  return replies !== "apart" || thread_id === null || seq === linked;
}

const BEGINNING: Row = { kind: "beginning", key: "beginning" };

export function rowsOf(source: RowSource): Row[] {
  const rows: Row[] = source.fromStart ? [BEGINNING] : [];
  const prefix = source.replies === "only" ? "thread " : "";
  let newShown = false;
  let previous: Line | null = null;
  for (const line of linesOf(source)) {
    const { at, day } = line.said;
    // Without the beginning nobody knows whether the first message opens its day. Left out, the line
    // can only be added above later, and what is being read stays where it is.
    const dayBreak: boolean = previous ? previous.said.day !== day : source.fromStart;
    if (dayBreak) rows.push({ kind: "day", key: `${prefix}day ${line.said.key}`, at });
    const isNew = !newShown && isUnread(line.said, source);
    if (isNew) {
      rows.push({ kind: "new", key: `${prefix}new` });
      newShown = true;
    }
    const first = dayBreak || isNew || !continues(previous, line);
    rows.push(rowOf(line, prefix, first));
    previous = line;
  }
  return rows;
}

/** What a row says whatever stands around it. */
interface Said extends Omit<MessageRow, "kind" | "first" | "inThread"> {
  readonly time: number;
  /** The day where the reader is, as a number. */
  readonly day: number;
}

interface Line {
  readonly said: Said;
  readonly inThread: ThreadPlace | null;
}

function linesOf(source: RowSource): Line[] {
  const { messages, outgoing, me, replies } = source;
  const lines: Line[] = [];
  const rootOf = rootFinder(messages);
  let before: string | null = null;
  for (const message of messages) {
    if (!isShown(message, source)) continue;
    const { thread_id } = message;
    const silent = replies === "only" || thread_id === null || thread_id === before;
    before = thread_id;
    const inThread = silent ? null : { rootId: thread_id, excerpt: excerptOf(rootOf(thread_id)) };
    lines.push({ said: saidBy(message), inThread });
  }
  if (outgoing.length === 0) return lines;
  const mine = messages.filter(({ author_id }) => author_id === me);
  const there = new Set(mine.map(({ client_id }) => client_id));
  for (const item of outgoing) {
    // The answer and the echo may come in either order; the room's own copy wins.
    if (there.has(item.client_id) || !belongs(item, source)) continue;
    lines.push({ said: saidOnTheWay(item, me), inThread: null });
  }
  return lines;
}

/** Finds messages by id. Most rooms ask for none, and sorting all of them in would be for nothing. */
function rootFinder(messages: readonly Message[]): (id: string) => Message | undefined {
  let known: Map<string, Message> | undefined;
  return (id) => {
    known ??= new Map(messages.map((one) => [one.id, one]));
    return known.get(id);
  };
}

/** Kept with the message: each event and each page of history asks for those of all that are there. */
const sayings = new WeakMap<Message, Said>();

function saidBy(message: Message): Said {
  const known = sayings.get(message);
  if (known) return known;
  const made: Said = {
    key: `${message.author_id} ${message.client_id}`,
    author_id: message.author_id,
    text: message.text,
    reply_to: message.reply_to,
    message,
    outgoing: null,
    ...whenIs(message.sent_at),
  };
  sayings.set(message, made);
  return made;
}

function saidOnTheWay(item: Outgoing, me: string): Said {
  return {
    key: `${me} ${item.client_id}`,
    author_id: me,
    text: item.message?.text ?? item.text,
    reply_to: item.reply_to,
    message: null,
    outgoing: item,
    ...whenIs(item.message?.sent_at ?? item.created_at),
  };
}

function whenIs(at: string): Pick<Said, "at" | "time" | "day"> {
  const date = new Date(at);
  const day = (date.getFullYear() * 12 + date.getMonth()) * 31 + date.getDate();
  return { at, time: date.getTime(), day };
}

/** The rows of messages as they were last drawn, in a room and in a thread beside it. */
const drawn = { "": new WeakMap<Said, MessageRow>(), "thread ": new WeakMap<Said, MessageRow>() };

/** The same object as long as it says the same: only lines that changed are drawn anew. */
function rowOf({ said, inThread }: Line, prefix: keyof typeof drawn, first: boolean): MessageRow {
  const before = drawn[prefix].get(said);
  if (before?.first === first && isSamePlace(before.inThread, inThread)) return before;
  const { key, author_id, text, at, reply_to, message, outgoing } = said;
  const name = prefix + key;
  const about = { author_id, text, at, first, reply_to, inThread, message, outgoing };
  const made: MessageRow = { kind: "message", key: name, ...about };
  drawn[prefix].set(said, made);
  return made;
}

function isSamePlace(a: ThreadPlace | null, b: ThreadPlace | null): boolean {
  return a === b || (a?.rootId === b?.rootId && a?.excerpt === b?.excerpt);
}

/** One on its way to a thread waits there; the room shows it only where replies stand among the others. */
const belongs = ({ thread_id }: Outgoing, { replies }: RowSource) =>
  replies !== "apart" || thread_id === null;

const EXCERPT = 80;

const excerpts = new WeakMap<Message, string>();

function excerptOf(root: Message | undefined): string | null {
  if (!root || root.deletion) return null;
  const known = excerpts.get(root);
  if (known !== undefined) return known;
  const words = messageWords(root);
  const letters = Array.from(words.replace(/\s+/g, " "));
  const begin = letters.slice(0, EXCERPT).join("");
  const excerpt = letters.length > EXCERPT ? `${begin.trimEnd()}…` : begin;
  excerpts.set(root, excerpt);
  return excerpt;
}

function isUnread({ message }: Said, { newAfter, me }: RowSource): boolean {
  if (newAfter === null || message === null) return false;
  return message.seq > newAfter && message.author_id !== me;
}

function continues(previous: Line | null, { said, inThread }: Line): boolean {
  const before = previous?.said;
  if (before?.author_id !== said.author_id || said.reply_to || inThread) return false;
  // A reply and what is no reply do not share one name.
  if (before.message && said.message && before.message.thread_id !== said.message.thread_id) {
    return false;
  }
  return said.time - before.time < GROUP_MS;
}

/** Does the "New" line still stand over something unread? It stays for the visit, read or not. */
export function isLineUnread(rows: readonly Row[], line: number, readUpTo: number): boolean {
  const below = rows.find(
    (row, index): row is MessageRow => index > line && row.kind === "message",
  );
  return line >= 0 && (below?.message?.seq ?? 0) > readUpTo;
}
