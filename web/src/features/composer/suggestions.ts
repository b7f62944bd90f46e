import { useEmojiSearch } from "@/lib/emoji/use-emoji-search";
import type { EmojiChoice } from "@/lib/emoji/emoji";

import type { Mentionable } from "./api";
import type { Trigger } from "./triggers";
import { useMentionable } from "./use-mentionable";

/** One line of the list: what it puts into the text, and what is known of it. */
export type Suggestion =
  | ({ readonly kind: "person"; readonly insert: string } & Mentionable)
  | { readonly kind: "group"; readonly insert: string; readonly group: "here" | "all" }
  | ({ readonly kind: "emoji"; readonly insert: string } & EmojiChoice);

const MOST = 8;

export const keyOf = (one: Suggestion): string =>
  one.kind === "person" ? one.person.id : one.kind === "group" ? one.group : one.value;

/** What may complete the word being typed, the likeliest first. */
export function useSuggestions(
  trigger: Trigger | null,
  roomId: string,
  threadId: string | null,
): readonly Suggestion[] {
  const query = trigger?.query ?? "";
  const people = useMentionable(roomId, threadId, trigger?.kind === "mention" ? query : null);
  const emoji = useEmojiSearch(trigger?.kind === "emoji" ? query : null, MOST);
  if (trigger?.kind === "emoji") {
    return emoji.map((one) => ({ ...one, kind: "emoji" as const, insert: `${one.value} ` }));
  }
  if (!trigger) return [];
  const named = people.slice(0, MOST).map((one) => ({
    ...one,
    kind: "person" as const,
    insert: `@${one.person.username} `,
  }));
  const inside = named.filter((one) => one.place !== "outside");
  const outside = named.filter((one) => one.place === "outside");
  return [...inside, ...groups(query), ...outside];
}

function groups(query: string): Suggestion[] {
  return (["here", "all"] as const)
    .filter((group) => group.startsWith(query.toLowerCase()))
    .map((group) => ({ kind: "group", group, insert: `@${group} ` }));
}
