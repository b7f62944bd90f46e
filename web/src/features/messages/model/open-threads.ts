import type { Envelope } from "@/contract/events";
import type { Message } from "@/contract/types";
import { applyEvent } from "@/realtime/handlers";

import { conversationHandlers, type Conversation } from "./conversation";
import { requoted } from "./quotes";
import type { Threads } from "./threads";
import { changed, emptyTimeline, knownUpTo, merged, type Stretch, type Timeline } from "./timeline";

/** Does a message stand in this thread? */
function belongs({ id, thread_id }: Message, rootId: string): boolean {
  return id === rootId || thread_id === rootId;
}

/** The opened threads one event further, by the same steps as the room they are part of. */
export function advanceThreads(state: Conversation, envelope: Envelope, me: string): Threads {
  const ids = Object.keys(state.threads);
  if (ids.length === 0) return state.threads;
  return Object.fromEntries(
    ids.map((id) => {
      const timeline = advanced(state, id, envelope, me);
      return [id, knownUpTo(timeline, envelope.seq)];
    }),
  );
}

function advanced(state: Conversation, rootId: string, envelope: Envelope, me: string): Timeline {
  const { event } = envelope;
  const timeline = state.threads[rootId] ?? [];
  const comes = event.type === "message.sent" || event.type === "message.restored";
  if (comes && !belongs(event.message, rootId)) {
    return event.type === "message.restored" ? requoted(timeline, event.quote) : timeline;
  }
  return applyEvent(conversationHandlers, { ...state, timeline }, envelope, me).timeline;
}

/** The state with a thread open at its root; known already, the newer copy of the root counts. */
export function withRoot<S extends Conversation & { seq: number }>(state: S, root: Message): S {
  const timeline = state.threads[root.id];
  if (!timeline) return opened(state, root);
  const fresh = changed(timeline, root.id, (held) => (held.revision > root.revision ? held : root));
  return fresh === timeline ? state : withThreadTimeline(state, root.id, fresh);
}

function opened<S extends Conversation & { seq: number }>(state: S, root: Message): S {
  // The root is a stretch of its own until the replies are known back to the first one.
  const begun: Timeline = [
    { from: root.seq, to: root.seq, messages: [root] },
    ...emptyTimeline(state.seq),
  ];
  return withThreadTimeline(state, root.id, begun);
}

function withThreadTimeline<S extends Conversation>(state: S, id: string, timeline: Timeline): S {
  return { ...state, threads: { ...state.threads, [id]: timeline } };
}

/** The state with a page of history: of the room, or of one of its threads. */
export function withPage<S extends Conversation & { seq: number }>(
  state: S,
  threadId: string | null,
  page: Stretch,
): S {
  if (threadId === null) return { ...state, timeline: merged(state.timeline, page, state.seq) };
  const timeline = state.threads[threadId];
  return timeline ? withThreadTimeline(state, threadId, merged(timeline, page, state.seq)) : state;
}
