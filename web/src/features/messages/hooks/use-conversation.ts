import type { Member, Room, RoomRole } from "@/contract/types";
import type { Conversation } from "@/features/messages/model/conversation";
import { useRoomEntry } from "@/realtime/use-cache";

/** What the conversation reads of a room's entry: its own slice, and facts of the room on the wire. */
export interface ConversationEntry extends Conversation {
  readonly seq: number;
  readonly room: Room;
  readonly role: RoomRole | null;
  readonly member_count: number;
  readonly members: readonly Member[] | null;
}

export function useConversation(roomId: string): ConversationEntry | undefined {
  return useRoomEntry(roomId) as ConversationEntry | undefined;
}
