import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import { roomsApi } from "@/features/rooms/api/rooms";
import { describeError } from "@/lib/describe-error";
import { useNavigate } from "@/lib/router/hooks";
import { useChat } from "@/realtime/chat-context";

/** Opens the one direct chat with a person, or a new private room with several. */
export function useOpenDirect(): (userIds: string[]) => Promise<void> {
  const { admit } = useChat();
  const navigate = useNavigate();
  return useCallback(
    async (userIds) => {
      try {
        const entry = await roomsApi.openDirect(userIds);
        admit(entry);
        await navigate(`/rooms/${entry.room.id}`);
      } catch (error) {
        toast(describeError(error), { tone: "danger" });
      }
    },
    [admit, navigate],
  );
}
