import type { Presence } from "@/contract/events";
import { systemClock, type Clock } from "@/realtime/clock";
import type { Others, TypingLease } from "@/realtime/transport";

/** A lease of typing ends by itself, for a killed browser never says that it stopped. */
export const TYPING_MS = 6_000;

export interface LeaseView {
  readonly presence: Readonly<Record<string, Presence>>;
  /** Unknown while our server can't hear those that other people are connected to. */
  readonly others: Others;
  /** Who is typing, by room, in the order they began. */
  readonly typing: Readonly<Record<string, readonly string[]>>;
}

const NOTHING: LeaseView = { presence: {}, others: "offline", typing: {} };

/** Presence and typing: never stored, never counted on, gone with the connection. */
export class Leases {
  readonly #clock: Clock;
  readonly #ends = new Map<string, () => void>();
  readonly #listeners = new Set<() => void>();
  #view: LeaseView = NOTHING;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  readonly read = (): LeaseView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A new connection tells everything anew; what stood before is void. */
  reset(
    presence: readonly Presence[],
    typing: readonly { room_id: string; user_id: string }[],
    others: Others = "offline",
  ): void {
    this.clear();
    this.setPresence(presence, others);
    for (const lease of typing) this.setTyping({ ...lease, typing: true });
  }

  setPresence(people: readonly Presence[], others = this.#view.others): void {
    const news = Object.fromEntries(people.map((person) => [person.user_id, person]));
    this.#show({ ...this.#view, others, presence: { ...this.#view.presence, ...news } });
  }

  setTyping({ room_id, user_id, typing }: TypingLease): void {
    const key = `${room_id} ${user_id}`;
    this.#ends.get(key)?.();
    this.#ends.delete(key);
    if (typing) {
      const stop = () => this.setTyping({ room_id, user_id, typing: false });
      this.#ends.set(key, this.#clock.after(TYPING_MS, stop));
    }
    const before = this.#view.typing[room_id] ?? [];
    if (before.includes(user_id) === typing) return;
    const others = before.filter((id) => id !== user_id);
    const now = typing ? [...others, user_id] : others;
    this.#show({ ...this.#view, typing: { ...this.#view.typing, [room_id]: now } });
  }

  clear(): void {
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
    this.#show(NOTHING);
  }

  #show(view: LeaseView): void {
    this.#view = view;
    for (const listener of this.#listeners) listener();
  }
}
