import type { Me, Person } from "@/contract/types";
import type { Event } from "@/realtime/handlers";

/** The people an event tells about. Order-free: of two versions the newer revision wins. */
export function peopleIn(event: Event): readonly Person[] {
  // A message comes with whom it names.
  if ("people" in event) return "author" in event ? [event.author, ...event.people] : event.people;
  switch (event.type) {
    case "room.created":
      return event.members.map((member) => member.person);
    case "member.added":
    case "member.changed":
      return [event.member.person];
    case "room.joined":
      return event.entry.people;
    case "profile.changed":
      return [event.person];
    case "account.changed":
      return [asPerson(event.me)];
    default:
      return [];
  }
}

/** The part of me that everyone sees. */
export function asPerson(me: Me): Person {
  const { id, username, name, about, time_zone, active, picture_id, revision } = me;
  return { id, username, name, about, time_zone, active, picture_id, revision };
}
