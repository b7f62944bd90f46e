import type { Message } from "@/contract/types";
import type { MessagePage } from "@/realtime/keys";

/** A stretch of the room's order of which every message is known: seqs `from` … `to`, both included. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
}

/** Disjoint stretches, oldest first. The last one is the live tail: it ends at the room's seq. */
export type Timeline = readonly Stretch[];

/** Nothing known but that we listen from here on. */
export function emptyTimeline(seq: number): Timeline {
  return [{ from: seq + 1, to: seq, messages: [] }];
}

/** The tail with one more message. */
export function grown(timeline: Timeline, message: Message): Timeline {
  const tail = timeline.at(-1) ?? { from: message.seq, to: message.seq - 1, messages: [] };
  return [...timeline.slice(0, -1), { ...tail, messages: [...tail.messages, message] }];
}

/** The timeline with one message changed, wherever it is; untouched parts stay the same objects. */
export function changed(
  timeline: Timeline,
  id: string,
  change: (message: Message) => Message,
): Timeline {
  const at = timeline.findIndex((stretch) => stretch.messages.some((one) => one.id === id));
  if (at < 0) return timeline;
  return timeline.map((stretch, index) =>
    index === at
      ? { ...stretch, messages: stretch.messages.map((one) => (one.id === id ? change(one) : one)) }
      : stretch,
  );
}

/** The timeline with a message back in its place: over its tombstone, or where a page left it out. */
export function restored(timeline: Timeline, message: Message): Timeline {
  return timeline.map((stretch) => {
    if (message.seq < stretch.from || stretch.to < message.seq) return stretch;
    const others = stretch.messages.filter((one) => one.id !== message.id);
    return { ...stretch, messages: [...others, message].sort((a, b) => a.seq - b.seq) };
  });
}

/** The tail after an event of any kind: we know that nothing else happened up to `seq`. */
export function knownUpTo(timeline: Timeline, seq: number): Timeline {
  const tail = timeline.at(-1) ?? { from: seq, to: seq, messages: [] };
  return [...timeline.slice(0, -1), { ...tail, to: seq }];
}

/** What page was asked for: the range it proves complete hangs on it. */
export type Asked =
  | { kind: "newest" }
  | { kind: "before"; seq: number }
  | { kind: "after"; seq: number }
  | { kind: "around"; seq: number };

/** The range of seqs that a page shows completely. */
export function stretchOf(page: MessagePage, asked: Asked): Stretch {
  return { from: lowest(page, asked), to: highest(page, asked), messages: page.messages };
}

function lowest({ messages, has_before }: MessagePage, asked: Asked): number {
  if (asked.kind === "after") return asked.seq + 1;
  return has_before ? (messages[0]?.seq ?? Infinity) : 1;
}

function highest({ messages, has_after, seq }: MessagePage, asked: Asked): number {
  if (asked.kind === "before") return asked.seq - 1;
  return has_after ? (messages.at(-1)?.seq ?? 0) : seq;
}

/**
 * Adds a page of history. Stretches that touch or overlap become one; a page from far away stays
 * apart, for nobody knows what lies between. What is newer than `seq` is left out: the follower
 * brings it, in order.
 */
export function merged(timeline: Timeline, page: Stretch, seq: number): Timeline {
  const known = {
    from: page.from,
    to: Math.min(page.to, seq),
    messages: page.messages.filter((message) => message.seq <= seq),
  };
  if (known.to < known.from) return timeline;
  let whole: Stretch = known;
  const apart: Stretch[] = [];
  for (const stretch of timeline) {
    if (stretch.to + 1 < whole.from || whole.to + 1 < stretch.from) apart.push(stretch);
    else whole = joined(whole, stretch);
  }
  return [...apart, whole].sort((a, b) => a.from - b.from || a.to - b.to);
}

function joined(a: Stretch, b: Stretch): Stretch {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  const messages =
    first.to < second.from ? [...first.messages, ...second.messages] : woven(first, second);
  return { from: first.from, to: Math.max(a.to, b.to), messages };
}

/** The messages of two stretches that overlap, in order. */
function woven(a: Stretch, b: Stretch): Message[] {
  const bySeq = new Map<number, Message>();
  for (const message of [...a.messages, ...b.messages]) {
    // Of two versions the newer one, whichever page brought it.
    if (message.revision >= (bySeq.get(message.seq)?.revision ?? 0))
      bySeq.set(message.seq, message);
  }
  return [...bySeq.values()].sort((x, y) => x.seq - y.seq);
}

/**
 * The stretch that shows `seq`, or the tail. After a fresh snapshot the tail is empty until its
 * history came: so long what was in sight stays in sight.
 */
export function stretchAt(timeline: Timeline, seq: number | null): Stretch | undefined {
  const end = timeline.at(-1);
  const bare = end !== undefined && end.to < end.from;
  const tail = bare ? (timeline.at(-2) ?? end) : end;
  if (seq === null) return tail;
  return timeline.find((stretch) => stretch.from <= seq && seq <= stretch.to) ?? tail;
}

/** Enough messages to fill a tall window. */
const ENOUGH = 30;

/**
 * The page that is needed before `anchor` (null: the present end) can be shown; null when none is.
 * `counts`: which messages fill the window; replies that stand apart do not.
 */
export function missingAt(
  timeline: Timeline,
  anchor: number | null,
  counts: (message: Message) => boolean = () => true,
): Asked | null {
  const tail = timeline.at(-1);
  if (!tail) return null;
  if (anchor === null || tail.from <= anchor) return missingIn(tail, counts);
  const known = timeline.some((stretch) => stretch.from <= anchor && anchor <= stretch.to);
  return known ? null : { kind: "around", seq: anchor };
}

function missingIn(tail: Stretch, counts: (message: Message) => boolean): Asked | null {
  if (tail.from <= 1 || hasEnough(tail.messages, counts)) return null;
  return tail.to < tail.from ? { kind: "newest" } : { kind: "before", seq: tail.from };
}

/** Asked each time something is drawn: no more of them are looked at than it takes. */
function hasEnough(messages: readonly Message[], counts: (message: Message) => boolean): boolean {
  let found = 0;
  return messages.some((message) => {
    if (counts(message)) found += 1;
    return found >= ENOUGH;
  });
}
