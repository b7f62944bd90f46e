import type { Message, Reading, RoomSettings } from "@/contract/types";
import type { Membership } from "@/features/rooms/model/membership";
import { useRoomEntry } from "@/realtime/use-cache";

/** What the rooms feature reads of a room's entry: its slice, and facts of the conversation on the wire. */
export interface RoomSummary extends Membership, Reading {
  readonly seq: number;
  readonly settings: RoomSettings;
  readonly last_message: Message | null;
}

export function useMembership(roomId: string): RoomSummary | undefined {
  return useRoomEntry(roomId) as RoomSummary | undefined;
}
