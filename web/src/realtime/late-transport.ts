import type { Transport, TransportHandlers } from "@/realtime/transport";

interface Watch {
  readonly roomId: string;
  leave: () => void;
}

/**
 * The plain transport from the first moment, and the one around it as soon as that is known and
 * loaded: nobody waits for a chunk, and without it the chat works all the same.
 */
export class LateTransport implements Transport {
  readonly #plain: Transport;
  readonly #find: () => Promise<Transport | null>;
  readonly #watches = new Set<Watch>();
  #current: Transport;
  #stopped = false;

  readonly status: Transport["status"];
  readonly subscribe: Transport["subscribe"];

  /** `find` answers with a transport that carries the plain one inside and shows its status. */
  constructor(plain: Transport, find: () => Promise<Transport | null>) {
    this.#plain = this.#current = plain;
    this.#find = find;
    this.status = plain.status;
    this.subscribe = plain.subscribe;
  }

  start(handlers: TransportHandlers): void {
    this.#plain.start(handlers);
    this.#find().then(
      (found) => found && this.#goOnWith(found, handlers),
      // It could not be found out or loaded: the plain one does everything.
      () => undefined,
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#current.stop();
  }

  signal(...[lease]: Parameters<Transport["signal"]>): void {
    this.#current.signal(lease);
  }

  retryNow(): void {
    this.#current.retryNow();
  }

  reconnect(): void {
    this.#current.reconnect();
  }

  watch(roomId: string): () => void {
    const watch: Watch = { roomId, leave: this.#current.watch(roomId) };
    this.#watches.add(watch);
    return () => {
      this.#watches.delete(watch);
      watch.leave();
    };
  }

  patience(): number {
    return this.#current.patience();
  }

  #goOnWith(found: Transport, handlers: TransportHandlers): void {
    // Left meanwhile: it still has to let go of what it holds, and to forget who signed out.
    if (this.#stopped) {
      found.stop();
      return;
    }
    this.#current = found;
    found.start(handlers);
    for (const watch of this.#watches) watch.leave = found.watch(watch.roomId);
  }
}
