import { Suspense, useCallback, useEffect, useRef, useState } from "react";

import type { Message } from "@/contract/types";
import { Composer, type ComposerHandle } from "@/features/composer/composer";
import { ThreadConversation } from "@/features/messages/components/thread-conversation";
import type { ConversationHandle } from "@/features/messages/hooks/use-edit-last";
import { TypingLine } from "@/features/presence/typing-line";
import { threadCalls } from "@/features/threads/api";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useSearchParams } from "@/lib/router/hooks";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import type { RoomState } from "./model/room-state";
import { useMessagePorts } from "./message-ports";
import { useMarkUnread } from "./use-mark-unread";
import type { OpenThread } from "./use-open-thread";

const ForwardDialog = lazyPart(() => import("./forward-dialog").then((file) => file.ForwardDialog));

interface ThreadTalkProps {
  entry: RoomState;
  thread: OpenThread;
  beside: boolean;
}

/** The messages of a thread and the field to answer in: one visit. */
export function ThreadTalk({ entry, thread, beside }: ThreadTalkProps) {
  const { drafts } = useChat();
  const composer = useRef<ComposerHandle>(null);
  const conversation = useRef<ConversationHandle>(null);
  const [forwarding, setForwarding] = useState<Message | null>(null);
  const { room, role } = entry;
  const { root, timeline, reading } = thread;
  const linked = useLinkedReply();
  const markUnread = useMarkUnread();
  const ports = useMessagePorts({ roomId: room.id, composer, forward: setForwarding, markUnread });
  const onRead = useCallback((seq: number) => threadCalls.markRead(root.id, seq), [root.id]);
  const [toReply] = useState(linked !== null);
  useEffect(() => {
    // Whoever opens a thread with a mouse or keys may type at once; a phone's keyboard waits to be asked.
    if (!toReply && window.matchMedia("(hover: hover)").matches) composer.current?.focus();
  }, [toReply]);

  function edit(item: Outgoing) {
    const place = { room_id: room.id, thread_id: root.id };
    const begun = drafts.read(place)?.text;
    drafts.write(place, { text: begun ? `${item.text}\n${begun}` : item.text });
    composer.current?.focus();
  }

  return (
    <>
      <ThreadConversation
        entry={entry}
        rootId={root.id}
        timeline={timeline}
        readUpTo={reading.last_read_seq}
        counts={reading.following}
        linked={linked}
        ports={ports}
        onRead={onRead}
        onEdit={edit}
        handle={conversation}
      />
      {role !== null && !room.archived ? (
        <div className="shrink-0 safe-bottom pt-1">
          <Composer
            roomId={room.id}
            threadId={root.id}
            name={t("thread.composer")}
            placeholder={t("thread.placeholder")}
            handle={composer}
            onEditLast={() => conversation.current?.editLast() ?? false}
          />
          {/* Beside the room, the room itself says who is typing. */}
          {beside ? <div className="h-5" /> : <TypingLine roomId={room.id} />}
        </div>
      ) : (
        <p className="shrink-0 border-t border-line px-4 py-5 safe-bottom text-center text-body text-muted">
          {role === null ? t("thread.readOnly") : t("thread.readOnlyArchived")}
        </p>
      )}
      <Suspense fallback={null}>
        {forwarding ? (
          <ForwardDialog message={forwarding} onClose={() => setForwarding(null)} />
        ) : null}
      </Suspense>
    </>
  );
}

/** The seq of the reply that the address points at. */
function useLinkedReply(): number | null {
  const [search] = useSearchParams();
  const seq = Number(search.get("at"));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}
