import { readStored, writeStored } from "@/lib/storage";

/** So many rooms are remembered; the switcher shows fewer. */
const LIMIT = 60;
const place = (me: string) => `flowchat.visits.${me}`;

export type Visits = Readonly<Record<string, number>>;

/** When I was last in which room, on this device. */
export function readVisits(me: string): Visits {
  try {
    const kept: unknown = JSON.parse(readStored(place(me)) ?? "{}");
    return isVisits(kept) ? kept : {};
  } catch {
    return {};
  }
}

export function noteVisit(me: string, roomId: string, now: number): void {
  const visits = { ...readVisits(me), [roomId]: now };
  const newest = Object.entries(visits).sort(([, a], [, b]) => b - a);
  writeStored(place(me), JSON.stringify(Object.fromEntries(newest.slice(0, LIMIT))));
}

/** Storage can be written by anything on this address; only what has our shape counts. */
function isVisits(kept: unknown): kept is Visits {
  return (
    typeof kept === "object" &&
    kept !== null &&
    Object.values(kept).every((at) => typeof at === "number")
  );
}
