import { createStored } from "./stored";

const KEPT = 36;
/** Offered until somebody has favourites of their own. */
const FIRST = ["👍", "❤️", "😂", "🎉", "👀"];

const stored = createStored<readonly string[]>("flowchat.emoji", [], (value) =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string").slice(0, KEPT) : [],
);

/** The values used on this device, the latest first. */
export const recentEmoji = stored.read;
export const useRecentEmoji = stored.use;

/** Remembers that one was used: it is the latest now. */
export function noteEmoji(value: string): void {
  stored.write([value, ...stored.read().filter((other) => other !== value)].slice(0, KEPT));
}

/** The few that one click away should be enough for; filled up with what everybody uses. */
export function useQuickEmoji(count = 3): readonly string[] {
  return [...new Set([...useRecentEmoji(), ...FIRST])].slice(0, count);
}
