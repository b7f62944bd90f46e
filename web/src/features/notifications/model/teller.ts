import { systemClock, type Clock } from "@/realtime/clock";

import type { Tabs } from "./tabs";

/** A message that should be told, by its room's level and this device's choice. */
export interface News {
  readonly room_id: string;
  readonly message_id: string;
  readonly seq: number;
  readonly author_id: string;
  /** What it says in plain words, spoilers hidden. */
  readonly text: string;
  /** When the server wrote it, in milliseconds of this machine's clock. */
  readonly at: number;
  readonly calls: boolean;
}

/** What is shown for one room: its newest message, and how many came with it. */
export interface Notice {
  readonly room_id: string;
  readonly newest: News;
  readonly count: number;
  readonly calls: boolean;
}

/** What draws and sounds; the browser in life, a list in tests. */
export interface Stage {
  show(notice: Notice): void;
  /** In place of one for each of many rooms. */
  showMany(roomIds: readonly string[]): void;
  close(roomId: string): void;
  closeMany(): void;
  sound(kind: "call" | "plain"): void;
}

/** A burst (or what comes at once after a sleep) is one notice per room. */
const GATHER_MS = 250;
/** Older than this it is no news: what waits is counted in the title, nobody is startled. */
const FRESH_MS = 60_000;
/** One sound for what comes in quick succession. */
const QUIET_MS = 1_500;
const MANY_ROOMS = 4;

/** Gathers news, asks the other tabs, and tells what is left. */
export class Teller {
  readonly #tabs: Tabs;
  readonly #stage: Stage;
  readonly #clock: Clock;
  #gathered: News[] = [];
  #callOff: (() => void) | null = null;
  #lastSound = -Infinity;
  /** What stands on the screen, by room: its newest message. */
  readonly #shown = new Map<string, News>();
  readonly #forgotten = new Set<string>();
  #stopped = false;
  readonly #readUpTo = new Map<string, number>();

  constructor(tabs: Tabs, stage: Stage, clock: Clock = systemClock) {
    this.#tabs = tabs;
    this.#stage = stage;
    this.#clock = clock;
  }

  hear(news: News): void {
    this.#gathered.push(news);
    this.#callOff ??= this.#clock.after(GATHER_MS, () => {
      this.#callOff = null;
      void this.#tell(this.#gathered.splice(0));
    });
  }

  /** Read on whatever device: what was shown of the room goes. */
  read(roomId: string, seq: number): void {
    this.#readUpTo.set(roomId, Math.max(seq, this.#readUpTo.get(roomId) ?? 0));
    const shown = this.#shown.get(roomId);
    if (shown && shown.seq <= seq) this.#close(roomId);
  }

  /** Deleted: its words must not stay on the screen, nor come up later. */
  forget(messageId: string): void {
    this.#forgotten.add(messageId);
    this.#gathered = this.#gathered.filter((news) => news.message_id !== messageId);
    for (const [roomId, news] of this.#shown) {
      if (news.message_id === messageId) this.#close(roomId);
    }
  }

  /** The room is no longer mine. */
  leave(roomId: string): void {
    this.#gathered = this.#gathered.filter((news) => news.room_id !== roomId);
    this.#close(roomId);
  }

  stop(): void {
    this.#stopped = true;
    this.#callOff?.();
    this.#gathered = [];
    for (const roomId of [...this.#shown.keys()]) this.#close(roomId);
    this.#stage.closeMany();
    this.#tabs.stop();
  }

  async #tell(gathered: readonly News[]): Promise<void> {
    const asked = await Promise.all(
      this.#noticesOf(gathered).map(async (notice) => {
        const { room_id, message_id } = notice.newest;
        return (await this.#tabs.mayTell(room_id, message_id)) ? [notice] : [];
      }),
    );
    // While the other tabs were asked it may have been read, deleted, or the person gone.
    const notices = asked.flat().filter(({ newest }) => !this.#isOver(newest));
    if (notices.length > 0) this.#show(notices);
  }

  #show(notices: readonly Notice[]): void {
    for (const { room_id, newest } of notices) this.#shown.set(room_id, newest);
    if (notices.length < MANY_ROOMS) for (const notice of notices) this.#stage.show(notice);
    else this.#stage.showMany(notices.map((notice) => notice.room_id));
    const now = this.#clock.now();
    if (now - this.#lastSound < QUIET_MS) return;
    this.#lastSound = now;
    this.#stage.sound(notices.some((notice) => notice.calls) ? "call" : "plain");
  }

  #noticesOf(gathered: readonly News[]): Notice[] {
    const unread = gathered.filter((news) => !this.#isRead(news));
    const rooms = [...new Set(unread.map((news) => news.room_id))];
    return rooms.flatMap((room_id) => {
      const all = unread.filter((news) => news.room_id === room_id);
      const newest = all.at(-1);
      const stale = this.#clock.now() - (newest?.at ?? 0) > FRESH_MS;
      if (!newest || stale) return [];
      return [{ room_id, newest, count: all.length, calls: all.some((news) => news.calls) }];
    });
  }

  #isOver(news: News): boolean {
    return this.#stopped || this.#isRead(news) || this.#forgotten.has(news.message_id);
  }

  #isRead({ room_id, seq }: News): boolean {
    return seq <= (this.#readUpTo.get(room_id) ?? 0);
  }

  #close(roomId: string): void {
    if (this.#shown.delete(roomId)) this.#stage.close(roomId);
  }
}
