import { currentLocale } from "./i18n/translate";

/** Formats cached by name: making an Intl object costs more than using it thousands of times. */
const cache = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = currentLocale() + JSON.stringify(options);
  let made = cache.get(name);
  if (!made) {
    made = new Intl.DateTimeFormat(regional(), options);
    cache.set(name, made);
  }
  return made;
}

/** The browser's regional form of our language keeps its habits: 24 h in en-GB, 12 h in en-US. */
function regional(): string {
  const language = currentLocale();
  return navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
}

/** "14:05" */
export function formatTime(at: string | Date): string {
  return format({ hour: "numeric", minute: "2-digit" }).format(new Date(at));
}

/** "Sunday, 22 November" and the year when it is not this one. */
export function formatDay(at: string | Date, now: Date = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return format({ weekday: "long", day: "numeric", month: "long", year }).format(date);
}

/** "22 Nov 2026, 14:05": for tooltips and lists of dated things. */
export function formatMoment(at: string | Date): string {
  return format({ dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** "22 Nov 2026" */
export function formatDate(at: string | Date): string {
  return format({ dateStyle: "medium" }).format(new Date(at));
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "3 hours ago", "in 2 days"; "now" within a minute. */
export function formatRelative(at: string | Date, now: number = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const words = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return words.format(Math.trunc(seconds / size), unit);
  }
  return words.format(0, "second");
}

/** Same calendar day where the reader is. */
export function isSameDay(a: string | Date, b: string | Date): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** The time of day in somebody's zone; null for a zone that this browser does not know. */
export function timeIn(zone: string, now: Date = new Date()): string | null {
  if (!zone) return null;
  try {
    return format({ hour: "numeric", minute: "2-digit", timeZone: zone }).format(now);
  } catch {
    return null;
  }
}
