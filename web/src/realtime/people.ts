import type { Person } from "@/contract/types";
import type { People } from "@/realtime/keys";

/** Adds people; of two versions of one person the newer revision wins, whatever came last. */
export function withPeople(known: People, people: readonly Person[]): People {
  const news = people.filter((person) => person.revision > (known[person.id]?.revision ?? -1));
  if (news.length === 0) return known;
  return { ...known, ...Object.fromEntries(news.map((person) => [person.id, person])) };
}
