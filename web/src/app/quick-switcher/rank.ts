import { scoreOf } from "./fuzzy";
import type { Item, Kind } from "./items";

export type SectionName = "unread" | "recent" | Kind;

export interface Section {
  readonly name: SectionName;
  readonly items: readonly Item[];
}

const LIMITS: Record<Kind, number> = {
  chat: 8,
  person: 6,
  command: 6,
  settings: 9,
  stranger: 8,
};
const RECENT = 7;
const COMMANDS_AT_FIRST = 6;
const DAY_MS = 86_400_000;

/** Before anything is typed: what waits, where I was lately, what can be done. */
export function firstSections(items: readonly Item[], current: string | null): Section[] {
  const chats = items.filter((item) => item.kind === "chat" && item.key !== current);
  const waits = ({ waiting }: Item) => waiting.calls > 0 || waiting.some;
  const unread = chats
    .filter(waits)
    .sort((a, b) => Number(b.waiting.calls > 0) - Number(a.waiting.calls > 0) || b.at - a.at);
  const recent = chats.filter((item) => !waits(item)).sort((a, b) => b.at - a.at);
  const commands = items.filter((item) => item.kind === "command");
  return [
    { name: "unread" as const, items: unread.slice(0, RECENT) },
    { name: "recent" as const, items: recent.slice(0, RECENT) },
    { name: "command" as const, items: commands.slice(0, COMMANDS_AT_FIRST) },
  ].filter((section) => section.items.length > 0);
}

interface Hit {
  readonly item: Item;
  readonly score: number;
}

/**
 * What is meant by the query: sections by their best hit, hits by likeness, then by what waits and what
 * was used lately. `strangers` came from the server a moment later and stand last, so that nothing that
 * is already there moves under the finger.
 */
export function foundSections(
  items: readonly Item[],
  strangers: readonly Item[],
  query: string,
  now: number,
): Section[] {
  const hits = items.flatMap((item) => hitOf(item, query, now));
  const kinds = [...new Set(hits.map((hit) => hit.item.kind))];
  const sections = kinds
    .map((kind) => ({ kind, hits: hits.filter((hit) => hit.item.kind === kind).sort(byScore) }))
    .sort((a, b) => (b.hits[0]?.score ?? 0) - (a.hits[0]?.score ?? 0))
    .map(({ kind, hits: its }) =>
      sectionOf(
        kind,
        its.map((hit) => hit.item),
      ),
    );
  if (strangers.length === 0) return sections;
  return [...sections, sectionOf("stranger", strangers)];
}

function sectionOf(kind: Kind, items: readonly Item[]): Section {
  return { name: kind, items: items.slice(0, LIMITS[kind]) };
}

function hitOf(item: Item, query: string, now: number): Hit[] {
  const [title, ...also] = item.names;
  const scores = [
    title ? scoreOf(query, title) : null,
    // Another name counts a little less: what is read in the list should explain itself.
    ...also.map((name) => less(scoreOf(query, name))),
  ].filter((score) => score !== null);
  if (scores.length === 0) return [];
  return [{ item, score: Math.max(...scores) + interest(item, now) }];
}

const less = (score: number | null): number | null => (score === null ? null : score - 12);

/** Up to 14 points, about as much as a better kind of match. */
function interest({ waiting, at }: Item, now: number): number {
  const unread = waiting.calls > 0 ? 6 : waiting.some ? 3 : 0;
  const days = at > 0 ? Math.max(0, now - at) / DAY_MS : Infinity;
  return unread + 8 / (1 + days);
}

const byScore = (a: Hit, b: Hit): number => b.score - a.score || b.item.at - a.item.at;
