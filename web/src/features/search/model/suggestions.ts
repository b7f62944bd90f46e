import type { Person } from "@/contract/types";
import { t } from "@/lib/i18n/translate";

/** What could stand next in the field: `text` replaces the word that is being typed. */
export interface Suggestion {
  readonly text: string;
  readonly label: string;
}

/** A chat by what stands behind `in:` and what it is called. */
export interface Place {
  readonly value: string;
  readonly label: string;
}

export interface Known {
  readonly people: readonly Person[];
  readonly places: readonly Place[];
}

const OPERATORS = [
  "from:",
  "in:",
  "before:",
  "after:",
  "has:link",
  "has:code",
  "has:file",
  "has:picture",
  "is:pinned",
  "is:saved",
];
const MOST = 10;
const DAY_MS = 86_400_000;

/** Suggestions for the last word of a search, the likeliest first. */
export function suggestionsFor(
  query: string,
  known: Known,
  now = new Date(),
): readonly Suggestion[] {
  const word = lastWord(query);
  const found = /^(from|in|before|after|on):(.*)$/i.exec(word);
  if (!found) return operatorsLike(word, query);
  const [, operator = "", typed = ""] = found;
  if (/^from$/i.test(operator)) return peopleLike(typed, known.people);
  if (/^in$/i.test(operator)) return placesLike(typed, known.places);
  return typed === "" ? days(operator.toLowerCase(), now) : [];
}

/** The search with its last word replaced, ready for the next one unless a value is still missing. */
export function withSuggestion(query: string, { text }: Suggestion): string {
  const before = query.slice(0, query.length - lastWord(query).length);
  return `${before}${text}${text.endsWith(":") ? "" : " "}`;
}

function lastWord(query: string): string {
  return /\S*$/.exec(query)?.[0] ?? "";
}

function operatorsLike(word: string, query: string): readonly Suggestion[] {
  const typed = word.toLowerCase();
  return OPERATORS.filter((one) => one.startsWith(typed) && one !== typed)
    .filter((one) => one.endsWith(":") || !query.includes(one))
    .map((one) => ({ text: one, label: one }));
}

function peopleLike(typed: string, people: readonly Person[]): readonly Suggestion[] {
  const wanted = plain(typed.replace(/^@/, ""));
  return people
    .filter(
      ({ name, username }) => plain(name).includes(wanted) || plain(username).includes(wanted),
    )
    .slice(0, MOST)
    .map(({ name, username }) => ({ text: `from:@${username}`, label: name }));
}

function placesLike(typed: string, places: readonly Place[]): readonly Suggestion[] {
  const wanted = plain(typed.replace(/^[#@]/, ""));
  return places
    .filter(({ value, label }) => plain(label).includes(wanted) || plain(value).includes(wanted))
    .slice(0, MOST)
    .map(({ value, label }) => ({ text: `in:${value}`, label }));
}

function days(operator: string, now: Date): readonly Suggestion[] {
  const ago = (count: number, label: string): Suggestion => ({
    text: `${operator}:${isoDay(new Date(now.getTime() - count * DAY_MS))}`,
    label,
  });
  return [
    ago(0, t("search.day.today")),
    ago(7, t("search.day.week")),
    ago(30, t("search.day.month")),
    ago(365, t("search.day.year")),
  ];
}

/** "2026-01-31", as it is here and now. */
export function isoDay(day: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
