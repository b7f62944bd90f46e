import type { Draft, Quote } from "@/contract/types";
import { systemClock, type Clock } from "@/realtime/clock";

/** Where something is begun: in a room, or in the thread of a root. */
export interface DraftPlace {
  readonly room_id: string;
  readonly thread_id: string | null;
}

/** What is begun in one place, as this device has it. */
export interface Begun extends DraftPlace {
  readonly text: string;
  readonly reply_to: Quote | null;
  readonly updated_at: string;
  /** Words from another device that came while there were others here; null when there is no dispute. */
  readonly other: string | null;
}

interface Held extends Begun {
  /** The version the server has, as far as known, and its words: what differs has still to be told. */
  readonly version: number;
  readonly told: string;
  /** The words that the server was asked to keep since then, while it isn't known whether it has them. */
  readonly inDoubt?: readonly string[];
}

/** What keeps drafts on this device; synchronous, for a crash leaves no time. */
export interface DraftStore {
  load(): Held[];
  save(held: Held): void;
}

export type KeepResult =
  | { kind: "kept"; draft: Draft }
  /** Another device was faster; its draft.changed brings what it wrote. */
  | { kind: "behind"; drafts: readonly Draft[] }
  /** Not a member any more, too long: nothing to be done by trying again. */
  | { kind: "refused" }
  | { kind: "later" };

export interface DraftsOptions {
  store: DraftStore;
  keep(
    place: DraftPlace,
    change: Pick<Draft, "text" | "reply_to_id" | "version">,
  ): Promise<KeepResult>;
  clock?: Clock;
}

/** After so long a pause in typing the other devices learn of it. */
export const TELL_AFTER_MS = 1_500;

/** So many tries that got no answer are remembered. */
const DOUBTS_LIMIT = 8;

const keyOf = ({ room_id, thread_id }: DraftPlace) => `${room_id} ${thread_id ?? ""}`;

/**
 * What I have begun to write, everywhere. Each key press is kept on this device at once; a pause
 * tells the server, under a version, so that of two devices the later writer wins and the other is
 * shown both.
 */
export class Drafts {
  readonly #options: DraftsOptions;
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();
  readonly #timers = new Map<string, () => void>();
  readonly #busy = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #list: readonly Begun[] = [];

  constructor(options: DraftsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    for (const held of options.store.load()) this.#held.set(keyOf(held), held);
    this.#relist();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Everything that is begun, the newest first. Stays the same object while nothing changed. */
  list = (): readonly Begun[] => this.#list;

  read(place: DraftPlace): Begun | undefined {
    return this.#held.get(keyOf(place));
  }

  /** Takes what stands in the field now. */
  write(place: DraftPlace, change: { text?: string; reply_to?: Quote | null }): void {
    const before = this.#at(place);
    this.#put({ ...before, ...change, updated_at: new Date(this.#clock.now()).toISOString() });
    this.#tellSoon(place);
  }

  /** Sent: clears the words if they are still the ones that went. */
  sent(place: DraftPlace, text: string): void {
    const { text: now, reply_to } = this.#at(place);
    this.write(place, {
      text: now.trim() === text ? "" : now,
      reply_to: now.trim() === text ? null : reply_to,
    });
    this.flush();
  }

  /** The dispute is decided: with the words from the other device, or with those here. */
  settle(place: DraftPlace, take: "other" | "mine"): void {
    const { other, text } = this.#at(place);
    this.write(place, { text: take === "other" ? (other ?? text) : text });
    this.#put({ ...this.#at(place), other: null });
  }

  /** From the server: at the start, and whenever one of my devices wrote. */
  take(drafts: readonly Draft[]): void {
    for (const draft of drafts) this.#take(draft);
  }

  /** Tells what is waiting now: the field lost the focus, the page goes, the connection is back. */
  flush(): void {
    for (const held of this.#held.values()) if (isUntold(held)) this.#tell(held);
  }

  #take(draft: Draft): void {
    const held = this.#at(draft);
    if (draft.version <= held.version) return;
    const words = wordsOf(draft.text, draft.reply_to_id);
    const known = { version: draft.version, told: words, inDoubt: [] };
    if (held.inDoubt?.includes(words)) {
      // My own, heard before the answer to it or instead of one. What was written since then, or sent, stands.
      this.#put({ ...held, ...known });
      if (isUntold(this.#at(draft))) this.#tellSoon(draft);
      return;
    }
    if (!isUntold(held) || draft.text === held.text) {
      const reply_to = held.reply_to?.message_id === draft.reply_to_id ? held.reply_to : null;
      this.#put({
        ...held,
        ...known,
        text: draft.text,
        reply_to,
        updated_at: draft.updated_at,
        other: null,
      });
      return;
    }
    // Both wrote. What is here stays; emptied there means sent or thrown away, not a version to offer.
    this.#put({ ...held, ...known, other: draft.text === "" ? null : draft.text });
    this.#tellSoon(draft);
  }

  #tellSoon(place: DraftPlace): void {
    const key = keyOf(place);
    this.#timers.get(key)?.();
    const callOff = this.#clock.after(TELL_AFTER_MS, () => {
      this.#timers.delete(key);
      this.#tell(this.#at(place));
    });
    this.#timers.set(key, callOff);
  }

  #tell(held: Held): void {
    const key = keyOf(held);
    if (this.#busy.has(key) || !isUntold(held)) return;
    this.#busy.add(key);
    const { text, reply_to, version } = held;
    const change = { text, reply_to_id: reply_to?.message_id ?? null, version: version + 1 };
    const inDoubt = [...(held.inDoubt ?? []), wordsOf(text, change.reply_to_id)].slice(
      -DOUBTS_LIMIT,
    );
    this.#put({ ...held, inDoubt });
    void this.#options.keep(held, change).then((result) => {
      this.#busy.delete(key);
      this.#heed(held, result);
    });
  }

  #heed(asked: Held, result: KeepResult): void {
    const now = this.#at(asked);
    if (result.kind === "kept") {
      const told = wordsOf(result.draft.text, result.draft.reply_to_id);
      const version = Math.max(now.version, result.draft.version);
      const newer = version > result.draft.version;
      this.#put({ ...now, version, told: newer ? now.told : told, inDoubt: [] });
      if (isUntold(this.#at(asked))) this.#tellSoon(asked);
    } else if (result.kind === "behind") {
      this.take(result.drafts);
      this.#put({ ...this.#at(asked), inDoubt: [] });
    } else if (result.kind === "refused")
      this.#put({
        ...now,
        told: wordsOf(now.text, asked.reply_to?.message_id ?? null),
        inDoubt: [],
      });
  }

  #at(place: DraftPlace): Held {
    const { room_id, thread_id } = place;
    const nothing = { text: "", reply_to: null, updated_at: "", other: null, version: 0 };
    return (
      this.#held.get(keyOf(place)) ?? { room_id, thread_id, ...nothing, told: wordsOf("", null) }
    );
  }

  #put(held: Held): void {
    this.#held.set(keyOf(held), held);
    this.#options.store.save(held);
    this.#relist();
    for (const listener of this.#listeners) listener();
  }

  #relist(): void {
    this.#list = [...this.#held.values()]
      .filter(({ text, reply_to }) => text.trim() !== "" || reply_to !== null)
      .sort((a, b) => b.updated_at.localeCompare(a.updated_at));
  }
}

/** Words and quote in one string, to compare by. */
function wordsOf(text: string, replyTo: string | null): string {
  return `${replyTo ?? ""}\n${text}`;
}

/** Is there something here that the server has not been told? */
export function isUntold({ text, reply_to, told, inDoubt = [] }: Held): boolean {
  const words = wordsOf(text, reply_to?.message_id ?? null);
  return [told, ...inDoubt].some((one) => one !== words);
}

export type { Held as HeldDraft };
