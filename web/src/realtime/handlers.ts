import type { Envelope } from "@/contract/events";

export type Event = Envelope["event"];
export type EventType = Event["type"];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;

/** What a reducer may know beside state and event. Nothing that changes between two replays. */
export interface Context {
  /** The id of the signed-in person. */
  readonly me: string;
  readonly seq: number;
}

/** One pure step for each event type of the list; a missing one does not compile. */
export type Handlers<S, T extends EventType> = {
  readonly [E in T]: (state: S, event: EventOf<E>, context: Context) => S;
};

/** Runs the handler an event has in the map; an event of another stream changes nothing. */
export function applyEvent<S, T extends EventType>(
  handlers: Handlers<S, T>,
  state: S,
  envelope: Envelope,
  me: string,
): S {
  // An event type newer than this client is not ours to judge: the position still moves on.
  const { type } = envelope.event;
  if (!(type in handlers)) return state;
  const handle = handlers[type as T] as unknown as (s: S, e: Event, c: Context) => S;
  return handle(state, envelope.event, { me, seq: envelope.seq });
}
