import type { Message } from "@/contract/types";

import { emptyTimeline, type Timeline } from "./timeline";

/** What is known of the threads that were opened, by root: the root, and its replies in their order. */
export type Threads = Readonly<Record<string, Timeline>>;

/** After a fresh snapshot: what was read stays in sight, what lies between it and now is unknown. */
export function threadsAt(threads: Threads, seq: number): Threads {
  return Object.fromEntries(
    Object.entries(threads).map(([id, timeline]) => {
      const old = timeline.filter((stretch) => stretch.messages.length > 0);
      return [id, [...old, ...emptyTimeline(seq)]];
    }),
  );
}

/** The root of an opened thread. */
export function rootOf(timeline: Timeline, rootId: string): Message | undefined {
  return timeline[0]?.messages.find((message) => message.id === rootId);
}
