import { leadByLock } from "@/realtime/lead";

/** The tabs of this browser, as far as telling goes. */
export interface Tabs {
  /**
   * May this tab tell `key`? One of all tabs may, and none while one of them has the room on the screen
   * with the focus.
   */
  mayTell(roomId: string, key: string): Promise<boolean>;
  stop(): void;
}

type Note = { ask: string; room: string } | { seen: string } | { told: string };

/** So long a tab that looks at the room has to say so; it is a message within one machine, but a tab may be busy. */
const ANSWER_MS = 300;
/** So long a tab that doesn't lead waits whether it comes to lead: the one that did may be gone without having told. */
const TAKE_OVER_MS = 1_000;

/**
 * Asks each time instead of keeping track: a tab that crashed or froze while it showed a room would
 * otherwise silence that room for ever. `looking`: the room on this tab's screen, with the focus.
 */
export function browserTabs(account: string, looking: () => string | null): Tabs {
  const name = `flowchat.notices.${account}`;
  const channel = new BroadcastChannel(name);
  const seen = new Set<string>();
  const told = new Set<string>();
  let leading = false;
  let lead: (first: true) => void;
  const elected = new Promise<true>((done) => (lead = done));
  const stepBack = leadByLock(name, () => {
    leading = true;
    lead(true);
  });
  const say = (note: Note) => channel.postMessage(note);

  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    if ("seen" in data) seen.add(data.seen);
    if ("told" in data) told.add(data.told);
    if ("ask" in data && looking() === data.room) say({ seen: data.ask });
  };

  return {
    async mayTell(roomId, key) {
      if (stepBack && !leading) {
        const leads = await Promise.race([elected, pause(TAKE_OVER_MS)]);
        if (told.delete(key) || !leads) return false;
      }
      if (looking() === roomId) {
        say({ seen: key });
        return false;
      }
      say({ ask: key, room: roomId });
      // Without locks the tabs draw lots: whoever wakes first speaks, and the others hear it.
      await pause(ANSWER_MS + (stepBack ? 0 : Math.random() * 300));
      if (seen.delete(key) || told.delete(key)) return false;
      say({ told: key });
      return true;
    },
    stop() {
      stepBack?.();
      channel.close();
    },
  };
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
