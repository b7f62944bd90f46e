import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pin } from "lucide-react";
import { useEffect, useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { Opener } from "@/components/ui/opener";
import { pinsQuery } from "@/features/messages/api/pins-query";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { Event as LiveEvent } from "@/realtime/handlers";

const PinsPanel = lazyPart(() => import("./pins-panel").then((file) => file.PinsPanel));

export interface PinsButtonProps {
  roomId: string;
  /** The messages stand there: what is pinned among them can be asked for. */
  stands: boolean;
  mayUnpin: boolean;
  onJump: (seq: number) => void;
}

/** In the head of a room: how many messages are pinned, and the way to them. Nothing while none is. */
export function PinsButton(props: PinsButtonProps) {
  const [open, setOpen] = useState(false);
  const count = usePins(props).data?.messages.length ?? 0;
  // Who unpins the last one here still sees that nothing is left.
  if (count === 0 && !open) return null;
  const button = (
    <IconButton
      label={t("pins.open", { count })}
      size="medium"
      className="gap-1 px-2 tabular-nums max-md:px-2"
    >
      <Pin aria-hidden />
      <span aria-hidden>{count}</span>
    </IconButton>
  );
  return (
    <Opener button={button} open={open} onOpenChange={setOpen}>
      <PinsPanel {...props} open={open} onOpenChange={setOpen} />
    </Opener>
  );
}

/** The pins of a room, asked for anew when something was pinned, or a pinned message changed. */
function usePins({ roomId, stands }: PinsButtonProps) {
  const { hear } = useChat();
  const queries = useQueryClient();
  useEffect(() => {
    const { queryKey } = pinsQuery(roomId);
    const pinned = (id: string) =>
      queries.getQueryData(queryKey)?.messages.some((message) => message.id === id) ?? false;
    return hear((event) => {
      if (touchesPins(event, pinned)) void queries.invalidateQueries({ queryKey });
    });
  }, [hear, queries, roomId]);
  return useQuery({ ...pinsQuery(roomId), enabled: stands });
}

/** Events carry no room: one of another room asks once too often, which harms nobody. */
function touchesPins(event: LiveEvent, pinned: (id: string) => boolean): boolean {
  switch (event.type) {
    case "message.pinned":
      return true;
    case "message.deleted":
      return pinned(event.message_id);
    case "message.edited":
    case "message.restored":
      return event.message.pinned !== null || pinned(event.message.id);
    default:
      return false;
  }
}
