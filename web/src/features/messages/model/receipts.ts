import type { Member } from "@/contract/types";

/** Beyond this a list of readers says nothing. */
export const SEEN_BY_LIMIT = 100;

/** How far everyone but me has read in a direct room: my messages up to there carry two ticks. */
export function seenUpTo(members: readonly Member[] | null, me: string): number {
  const others = (members ?? []).filter((member) => member.person.id !== me);
  return others.length === 0 ? 0 : Math.min(...others.map((member) => member.last_read_seq));
}

/** How far the others' devices have my messages; what was read has arrived. */
export function deliveredUpTo(members: readonly Member[] | null, me: string): number {
  const others = (members ?? []).filter((member) => member.person.id !== me);
  if (others.length === 0) return 0;
  return Math.min(...others.map((one) => Math.max(one.delivered_seq, one.last_read_seq)));
}

/** Who has read the message at `seq`, besides its author and me. */
export function seenBy(
  members: readonly Member[] | null,
  seq: number,
  besides: readonly string[],
): Member[] {
  return (members ?? []).filter(
    (member) => member.last_read_seq >= seq && !besides.includes(member.person.id),
  );
}
