import type { Change } from "./attempt";
import type { Neighbours, Note } from "./neighbours";
import type { Outgoing, OutboxStore } from "./outgoing";

interface LedgerOptions {
  store: OutboxStore;
  neighbours: Neighbours;
  /** Shows the list, oldest first, whenever it changed. */
  publish(items: readonly Outgoing[]): void;
}

/** Which messages are on their way: here, on this device's disk, and in the other tabs, all the same. */
export class Ledger {
  readonly #options: LedgerOptions;
  #items: readonly Outgoing[] = [];
  /** Removed: a late note of another tab or the store must not bring them back. */
  readonly #gone = new Set<string>();
  /** Another tab's messages; ours to send only when we send for all. */
  readonly #foreign = new Set<string>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  isForeign({ client_id }: Outgoing): boolean {
    return this.#foreign.has(client_id);
  }

  find(clientId: string): Outgoing | undefined {
    return this.#items.find((item) => item.client_id === clientId);
  }

  /** Shown at once; resolves when it is on the disk. */
  add(item: Outgoing): Promise<void> {
    this.#show([...this.#items, item]);
    return this.#stored(() => this.#options.store.save(item), { changed: item });
  }

  change(clientId: string, change: Change): Promise<void> {
    const old = this.find(clientId);
    if (!old) return Promise.resolve();
    const item = { ...old, ...change };
    this.#show(this.#items.map((other) => (other.client_id === clientId ? item : other)));
    const { store } = this.#options;
    // An answered message needs no copy: after a crash the room itself has it.
    const write = item.state === "sent" ? () => store.remove(clientId) : () => store.save(item);
    return this.#stored(write, { changed: item });
  }

  /** Answers with what is no longer there. */
  takeOut(clientId: string): Outgoing | undefined {
    const item = this.find(clientId);
    if (!item) return undefined;
    this.#forget(clientId);
    void this.#stored(() => this.#options.store.remove(clientId), { removed: clientId });
    return item;
  }

  /** Hears what other tabs do; `news` when there may be something to send. Returns the way to stop. */
  listen(news: () => void): () => void {
    return this.#options.neighbours.listen((note) => {
      if (this.#hear(note)) news();
    });
  }

  /** Takes up what an earlier page, or a tab that is gone, left behind. */
  async load(): Promise<void> {
    const stored = await this.#options.store.load().catch(() => []);
    const news = stored.filter(
      (item) => !this.#gone.has(item.client_id) && !this.find(item.client_id),
    );
    const mine = this.#items.filter((item) => !this.isForeign(item));
    const foreign = this.#items.filter((item) => this.isForeign(item));
    // Whoever was sending these is gone, and took the answer along.
    const left = [...foreign, ...news].map((item) =>
      item.state === "sending" ? { ...item, state: "unknown" as const } : item,
    );
    if (left.length > 0) this.#show([...mine, ...left].sort(byAge));
  }

  #hear(note: Note): boolean {
    if ("removed" in note) {
      this.#forget(note.removed);
      return false;
    }
    const { client_id } = note.changed;
    if (this.#gone.has(client_id)) return false;
    if (!this.find(client_id)) this.#foreign.add(client_id);
    const others = this.#items.filter((item) => item.client_id !== client_id);
    this.#show([...others, note.changed].sort(byAge));
    return true;
  }

  /** Without IndexedDB (private windows) messages live as long as the page. */
  async #stored(write: () => Promise<void>, note: Note): Promise<void> {
    await write().catch(() => undefined);
    this.#options.neighbours.tell(note);
  }

  #forget(clientId: string): void {
    this.#gone.add(clientId);
    this.#show(this.#items.filter((item) => item.client_id !== clientId));
  }

  #show(items: readonly Outgoing[]): void {
    this.#items = items;
    this.#options.publish(items);
  }
}

function byAge(a: Outgoing, b: Outgoing): number {
  return a.created_at.localeCompare(b.created_at) || a.client_id.localeCompare(b.client_id);
}
