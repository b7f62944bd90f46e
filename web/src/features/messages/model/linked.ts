import type { Conversation } from "./conversation";
import type { Timeline } from "./timeline";

/**
 * The root of the thread in which a message stands that a link points at; null when it stands in the
 * room itself, as every message does in the flat view, or when it is not known yet.
 */
export function threadBehind(
  { settings, timeline }: Pick<Conversation, "settings" | "timeline">,
  linked: number | null,
): string | null {
  if (linked === null || settings.view !== "threaded") return null;
  return threadOf(timeline, linked);
}

function threadOf(timeline: Timeline, seq: number): string | null {
  const stretch = timeline.find(({ from, to }) => from <= seq && seq <= to);
  return stretch?.messages.find((message) => message.seq === seq)?.thread_id ?? null;
}
