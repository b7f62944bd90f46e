import { Suspense, useMemo, useState, type ReactNode } from "react";

import type { Room, RoomRole } from "@/contract/types";
import { MessageScopeContext, type MessagePorts, type OpenDialog } from "@/features/messages/scope";
import { lazyPart } from "@/lib/lazy-part";

const HistoryDialog = lazyPart(() => import("./history-dialog").then((file) => file.HistoryDialog));
const RemoveDialog = lazyPart(() => import("./remove-dialog").then((file) => file.RemoveDialog));
const EmptiedDialog = lazyPart(() => import("./remove-dialog").then((file) => file.EmptiedDialog));

interface MessageStageProps {
  room: Room;
  role: RoomRole | null;
  /** The thread whose messages are shown; null for the room's own list. */
  threadId: string | null;
  ports: MessagePorts;
  children: ReactNode;
}

/** What a list of messages stands on: what may be done with them, and the dialogs that ask about it. */
export function MessageStage({ room, role, threadId, ports, children }: MessageStageProps) {
  const [dialog, openDialog] = useState<OpenDialog | null>(null);
  const scope = useMemo(
    () => ({ room, role, threadId, ports, openDialog }),
    [room, role, threadId, ports],
  );
  const close = () => openDialog(null);
  return (
    <MessageScopeContext value={scope}>
      <div className="relative flex min-h-0 flex-1 flex-col">{children}</div>
      <Suspense fallback={null}>
        {dialog?.kind === "history" ? (
          <HistoryDialog message={dialog.message} onClose={close} />
        ) : null}
        {dialog?.kind === "remove" ? (
          <RemoveDialog message={dialog.message} onClose={close} />
        ) : null}
        {dialog?.kind === "emptied" ? (
          <EmptiedDialog message={dialog.message} onClose={close} />
        ) : null}
      </Suspense>
    </MessageScopeContext>
  );
}
