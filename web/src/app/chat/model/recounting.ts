import type { QueryClient } from "@tanstack/react-query";

import type { Clock } from "@/realtime/clock";
import { keys } from "@/realtime/keys";

import type { ChatApi } from "./chat-api";
import { withAnswer, type RoomState } from "./room-state";

/** One question for a burst of changes. */
const RECOUNT_AFTER_MS = 150;

/** Asks the server for counts that events alone can't give: one question per room at a time. */
export class Recounting {
  readonly #queries: QueryClient;
  readonly #room: ChatApi["room"];
  readonly #clock: Clock;
  readonly #asked = new Set<string>();
  #stopped = false;

  constructor(queries: QueryClient, room: ChatApi["room"], clock: Clock) {
    this.#queries = queries;
    this.#room = room;
    this.#clock = clock;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Changes what is known of a room, and asks when its counts can't be derived from that. */
  change(roomId: string, change: (state: RoomState) => RoomState): void {
    this.#queries.setQueryData<RoomState>(keys.room(roomId), (state) => state && change(state));
    this.soon(roomId);
  }

  /** Asks if that is due; as often as it takes, for time goes on meanwhile. */
  soon(roomId: string): void {
    if (!this.#state(roomId)?.recount || this.#asked.has(roomId)) return;
    this.#asked.add(roomId);
    this.#clock.after(RECOUNT_AFTER_MS, () => {
      this.#asked.delete(roomId);
      if (!this.#stopped && this.#state(roomId)?.recount) this.#ask(roomId);
    });
  }

  #ask(roomId: string): void {
    const told = this.#state(roomId)?.told ?? 0;
    this.#room(roomId).then(
      ({ seq, settings, ...entry }) => {
        const known = { room_seq: seq, settings, reading: entry };
        this.change(roomId, (held) => withAnswer(held, told, known));
      },
      // Unreachable: the heads of the next connection bring events, or the next event asks again.
      () => undefined,
    );
  }

  #state(roomId: string): RoomState | undefined {
    return this.#queries.getQueryData<RoomState>(keys.room(roomId));
  }
}
