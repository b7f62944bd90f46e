import type { Room } from "@/contract/types";

/** What stands behind `in:` for a room: its name without spaces while that names it alone, else its id. */
export function placeOf(room: Room, rooms: readonly Room[]): string {
  const name = slug(room.name);
  const alone = rooms.filter((other) => slug(other.name) === name).length < 2;
  return alone && /^[^\s"@]+$/.test(name) ? `#${name}` : room.id;
}

function slug(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, "-");
}
