import { uuidv7 } from "@/lib/uuid";
import { backoff } from "@/realtime/backoff";
import { systemClock, type Clock } from "@/realtime/clock";

import { attempt, outcomeOf, type Change, type Post } from "./attempt";
import { Ledger } from "./ledger";
import { noLuggage, type Luggage } from "./luggage";
import type { Neighbours } from "./neighbours";
import {
  IN_THE_ROOM,
  newOutgoing,
  type Outgoing,
  type OutboxStore,
  type Place,
  type SendResult,
} from "./outgoing";

export interface OutboxOptions extends Post {
  store: OutboxStore;
  neighbours: Neighbours;
  luggage?: Luggage;
  /** Shows the list, oldest first, whenever it changed. */
  publish(items: readonly Outgoing[]): void;
  clock?: Clock;
  random?: () => number;
  newId?: () => string;
}

/**
 * My messages on their way. Each is shown and stored before it is sent, sent in order within its
 * room, and sent again under the same client_id until the server answers; the server answers a
 * repeat with the first result, so "again" never makes two.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #clock: Clock;
  readonly #luggage: Luggage;
  readonly #ledger: Ledger;
  readonly #busyRooms = new Set<string>();
  readonly #waits = new Map<string, () => void>();
  readonly #leave: (() => void)[] = [];
  #leading: "no" | "own" | "all" = "no";
  #stopped = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#luggage = options.luggage ?? noLuggage;
    this.#ledger = new Ledger(options);
  }

  /** Takes up what an earlier page left, and stands for election as the tab that sends. */
  async start(): Promise<void> {
    this.#leave.push(this.#ledger.listen(() => this.#work()));
    await this.#ledger.load();
    if (this.#stopped) return;
    this.#leave.push(this.#luggage.subscribe(() => this.#work()));
    const waiting = () => this.#ledger.items.map(({ client_id }) => client_id);
    void this.#luggage.ready().then(() => this.#luggage.settle(waiting()));
    this.#leave.push(
      this.#options.neighbours.lead((alone) => {
        this.#leading = alone ? "all" : "own";
        // The tab that led before may have left messages we never heard of.
        void this.#ledger.load().then(() => this.#work());
      }),
    );
  }

  stop(): void {
    this.#stopped = true;
    for (const leave of this.#leave) leave();
    for (const callOff of this.#waits.values()) callOff();
  }

  /** Takes a message to send, with files that may still be on their way; answers at once with its client_id. */
  add(
    roomId: string,
    text: string,
    place: Place = IN_THE_ROOM,
    files: readonly string[] = [],
  ): string {
    const now = new Date(this.#clock.now()).toISOString();
    const id = (this.#options.newId ?? uuidv7)();
    const item = newOutgoing({ ...place, client_id: id, room_id: roomId, text, files }, now);
    const kept = this.#ledger.add(item);
    this.#luggage.claim(files, item.client_id);
    void kept.then(() => this.#work());
    return id;
  }

  /** The person asks for another try of a failed message; the id stays unless it is the trouble. */
  retry(clientId: string): void {
    const item = this.#ledger.find(clientId);
    if (item?.state !== "failed") return;
    if (item.error?.code === "client_id_reused") {
      this.#ledger.takeOut(clientId);
      this.add(item.room_id, item.text, item, item.files);
      return;
    }
    if (item.error?.code === "file_gone") this.#luggage.again(item.files);
    else this.#luggage.retry(item.files);
    void this.#change(clientId, { state: "queued", error: null }).then(() => this.#work());
  }

  /**
   * Takes back a message that was not sent yet. One that may be on its way is no longer sent, and goes
   * once the server says that it has none; if it has, it was too late and stands in the room.
   */
  withdraw(clientId: string): void {
    const state = this.#ledger.find(clientId)?.state;
    if (state === "queued" || state === "failed") this.remove(clientId);
    if (state !== "sending" && state !== "unknown") return;
    void this.#change(clientId, { state: "withdrawn" }).then(() => this.#work());
  }

  /** Takes a message out, with its files: deleted by the person. */
  remove(clientId: string): void {
    const item = this.#ledger.takeOut(clientId);
    if (item) this.#luggage.remove(item.files);
  }

  /** Takes a message out to write it anew: its files are a draft's again. */
  takeBack(clientId: string): void {
    const item = this.#ledger.takeOut(clientId);
    if (item) this.#luggage.giveBack(item.files);
  }

  /** Lets a message go without one of its files; nothing is left of one that was nothing else. */
  removeFile(clientId: string, file: string): void {
    const item = this.#ledger.find(clientId);
    if (!item?.files.includes(file)) return;
    const files = item.files.filter((one) => one !== file);
    if (files.length === 0 && item.text === "") {
      this.remove(clientId);
      return;
    }
    this.#luggage.remove([file]);
    const again = item.state === "failed" ? { state: "queued" as const, error: null } : {};
    void this.#change(clientId, { files, ...again }).then(() => this.#work());
  }

  /** The room shows it now, whichever way that came to be known. */
  confirm(clientId: string): void {
    const item = this.#ledger.takeOut(clientId);
    if (item) this.#luggage.sent(item.files);
  }

  /** The network is back or the person signed in again: no need to wait any longer. */
  nudge(): void {
    for (const callOff of this.#waits.values()) callOff();
    this.#waits.clear();
    this.#work();
  }

  #work(): void {
    if (this.#leading === "no" || this.#stopped) return;
    this.#failWithFiles();
    for (const roomId of new Set(this.#ledger.items.map((item) => item.room_id)))
      void this.#drain(roomId);
  }

  /** One message of a room after the other; a refused one does not hold up those behind it. */
  async #drain(roomId: string): Promise<void> {
    if (this.#busyRooms.has(roomId) || this.#waits.has(roomId)) return;
    this.#busyRooms.add(roomId);
    try {
      for (let item; (item = this.#next(roomId));) {
        if (!(await this.#try(item))) break;
      }
    } finally {
      this.#busyRooms.delete(roomId);
    }
  }

  /** A message whose file failed for good is the person's to decide. */
  #failWithFiles(): void {
    for (const item of this.#ledger.items) {
      if (item.state !== "queued" || item.files.length === 0 || !this.#isDue(item)) continue;
      const state = this.#luggage.stateOf(item.files);
      if (state.kind === "failed") {
        void this.#change(item.client_id, { state: "failed", error: state.error });
      }
    }
  }

  /** In order: what waits for its files holds up those behind it in the same place, and no other. */
  #next(roomId: string): Outgoing | undefined {
    if (this.#stopped || this.#waits.has(roomId)) return undefined;
    const held = new Set<string | null>();
    return this.#ledger.items.find((item) => {
      if (item.room_id !== roomId || !this.#isDue(item) || held.has(item.thread_id)) return false;
      if (!this.#isPacking(item)) return true;
      held.add(item.thread_id);
      return false;
    });
  }

  #isPacking({ state, files }: Outgoing): boolean {
    return state === "queued" && files.length > 0 && this.#luggage.stateOf(files).kind !== "ready";
  }

  #isDue(item: Outgoing): boolean {
    if (item.state === "failed" || item.state === "sent") return false;
    return this.#leading === "all" || !this.#ledger.isForeign(item);
  }

  /** One try. False when the room has to wait before the next. */
  async #try(item: Outgoing): Promise<boolean> {
    const { client_id, room_id, state: before } = item;
    const attempts = item.attempts + 1;
    const asking = before === "unknown" || before === "withdrawn";
    await this.#change(client_id, asking ? { attempts } : { attempts, state: "sending" });
    const answer = await attempt(item, {
      ask: (asked) => this.#options.ask(asked),
      send: (sent) => this.#send(sent),
    });
    const now = this.#ledger.find(client_id);
    if (this.#stopped || !now) return true;
    const { change, again, after } = outcomeOf(answer, before, now.state);
    if (change) await this.#change(client_id, change);
    else this.remove(client_id);
    if (again) this.#wait(room_id, after ?? backoff(attempts, this.#options));
    return !again;
  }

  async #send(item: Outgoing): Promise<SendResult> {
    if (item.files.length === 0) return this.#options.send(item, []);
    const state = this.#luggage.stateOf(item.files);
    if (state.kind === "ready") return this.#options.send(item, state.upload_ids);
    return state.kind === "failed"
      ? { kind: "refused", ...state.error }
      : { kind: "later", after: null };
  }

  #wait(roomId: string, ms: number): void {
    const proceed = () => {
      this.#waits.delete(roomId);
      this.#work();
    };
    this.#waits.set(roomId, this.#clock.after(ms, proceed));
  }

  #change(clientId: string, change: Change): Promise<void> {
    const kept = this.#ledger.change(clientId, change);
    const item = this.#ledger.find(clientId);
    if (item?.state === "sent") this.#luggage.landed(item.files);
    return kept;
  }
}
