import type { Member, RoomRole } from "@/contract/types";

import type { Membership } from "./membership";

/** What I may do in a room; the server decides, this only hides what it would refuse. */
export interface Rights {
  readonly change: boolean;
  readonly add: boolean;
  readonly own: boolean;
  readonly leave: boolean;
}

export function rightsIn({ room, role }: Pick<Membership, "room" | "role">): Rights {
  const group = room.kind !== "direct" && role !== null;
  const leads = group && role !== "member";
  return {
    change: leads,
    // A direct chat stays a pair: adding to it starts a new room, which anyone may.
    add: role !== null && !room.archived && (leads || room.kind !== "private"),
    own: group && role === "owner",
    leave: group,
  };
}

export type MemberDeed = RoomRole | "hand-over" | "remove";

/** What I may do with one member. Admins do not touch owners; nobody acts on themself here. */
export function deedsOn(member: Member, mine: RoomRole | null, me: string): MemberDeed[] {
  if (member.person.id === me || mine === null || mine === "member") return [];
  if (mine === "admin" && member.role === "owner") return [];
  const roles: RoomRole[] = mine === "owner" ? ["owner", "admin", "member"] : ["admin", "member"];
  const others = roles.filter((role) => role !== member.role);
  return [...others, ...(mine === "owner" ? (["hand-over"] as const) : []), "remove"];
}
