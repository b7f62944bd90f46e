import { Suspense, useCallback, useEffect, useRef, useState, type RefObject } from "react";

import type { Message } from "@/contract/types";

import { Composer, type ComposerHandle } from "@/features/composer/composer";
import { Conversation } from "@/features/messages/components/conversation";
import type { ConversationHandle } from "@/features/messages/hooks/use-edit-last";
import { threadPath } from "@/features/messages/model/addresses";
import { threadBehind } from "@/features/messages/model/linked";
import { SEEN_BY_LIMIT } from "@/features/messages/model/receipts";
import { missingAt } from "@/features/messages/model/timeline";
import { TypingLine } from "@/features/presence/typing-line";
import { useMembers } from "@/features/rooms/hooks/use-members";
import { titleOf } from "@/features/rooms/model/room-title";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { usePageTitle } from "@/lib/title";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import { usePeople } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";
import { useMessagePorts } from "./message-ports";
import { ReadOnlyFoot } from "./read-only-foot";
import { RoomHeader } from "./room-header";
import { useMarkUnread } from "./use-mark-unread";

const Beginning = lazyPart(() => import("./beginning").then((file) => file.Beginning));
const ForwardDialog = lazyPart(() => import("./forward-dialog").then((file) => file.ForwardDialog));

/** One visit to one room: head, conversation, composer. */
export function RoomPane({ entry, linked }: { entry: RoomState; linked: number | null }) {
  const { me } = useChat();
  const people = usePeople();
  const composer = useRef<ComposerHandle>(null);
  const { room, role, member_count } = entry;
  const name = titleOf(entry, people, me);
  usePageTitle(name);
  // Ticks and "seen by" need the positions of the others. First the words, which these stand behind.
  const stands = missingAt(entry.timeline, null) === null;
  useMembers(room.id, stands && role !== null && member_count <= SEEN_BY_LIMIT);
  const edit = useTakenBack(
    room.id,
    useCallback(() => composer.current?.focus(), []),
  );
  const [forwarding, setForwarding] = useState<Message | null>(null);
  const markUnread = useMarkUnread();
  const ports = useMessagePorts({ roomId: room.id, composer, forward: setForwarding, markUnread });
  const conversation = useRef<ConversationHandle>(null);
  useComposerFocus(composer, linked === null);
  useLeadOn(entry, linked);
  const alone = room.kind === "direct" && member_count === 1;
  const canWrite = role !== null && !room.archived;
  return (
    <>
      <RoomHeader entry={entry} name={name} stands={stands} />
      <Conversation
        entry={entry}
        name={name}
        linked={linked}
        beginning={
          // It stands over the first message, which stays where it is when this comes.
          <Suspense fallback={null}>
            <Beginning entry={entry} name={name} />
          </Suspense>
        }
        ports={ports}
        handle={conversation}
        onEdit={edit}
      />
      {canWrite ? (
        <div className="shrink-0 safe-bottom pt-1">
          <Composer
            roomId={room.id}
            name={name}
            placeholder={alone ? t("composer.note") : t("composer.placeholder", { name })}
            handle={composer}
            onEditLast={() => conversation.current?.editLast() ?? false}
          />
          <TypingLine roomId={room.id} />
        </div>
      ) : (
        <ReadOnlyFoot entry={entry} />
      )}
      <Suspense fallback={null}>
        {forwarding ? (
          <ForwardDialog message={forwarding} onClose={() => setForwarding(null)} />
        ) : null}
      </Suspense>
    </>
  );
}

/** Puts the words of a refused message back into the composer, before what is begun there. */
function useTakenBack(roomId: string, focus: () => void) {
  const { drafts } = useChat();
  return useCallback(
    (item: Outgoing) => {
      const place = { room_id: roomId, thread_id: item.thread_id };
      const draft = drafts.read(place)?.text;
      drafts.write(place, { text: draft ? `${item.text}\n${draft}` : item.text });
      focus();
    },
    [roomId, drafts, focus],
  );
}

/** A link to a reply that stands in its thread only opens the thread at it. */
function useLeadOn(entry: RoomState, linked: number | null): void {
  const navigate = useNavigate();
  const roomId = entry.room.id;
  const root = threadBehind(entry, linked);
  useEffect(() => {
    // In place of the link: the back button leads to where one came from, not to the link again.
    if (root !== null) void navigate(threadPath(roomId, root, linked), { replace: true });
  }, [navigate, roomId, root, linked]);
}

/** Whoever opens a room with a mouse or keys may type at once; a phone's keyboard waits to be asked. */
function useComposerFocus(composer: RefObject<ComposerHandle | null>, wanted: boolean): void {
  const [first] = useState(wanted);
  useEffect(() => {
    if (first && window.matchMedia("(hover: hover)").matches) composer.current?.focus();
  }, [composer, first]);
}
