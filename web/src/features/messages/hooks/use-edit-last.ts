import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useImperativeHandle, useRef, type Ref } from "react";

import { beginEditing } from "@/features/messages/model/editing";
import { mayEdit } from "@/features/messages/model/message-rights";
import type { ConversationEntry } from "@/features/messages/hooks/use-conversation";
import type { Message } from "@/contract/types";
import { communityQuery } from "@/lib/me";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import { useOutgoing } from "@/realtime/use-cache";

export interface ConversationHandle {
  /** Opens my newest message in its place for editing; false when there is none that may be edited. */
  readonly editLast: () => boolean;
}

interface Listed {
  /** Those of the present end. */
  readonly messages: readonly Message[];
  /** Does one on its way stand in this list? */
  readonly belongs: (item: Outgoing) => boolean;
  readonly place: string;
  readonly show: (message: Message) => void;
}

/**
 * ↑ in the empty composer: my newest message of the list, if it may still be edited. One that is still on
 * its way can't be: it is opened as soon as it has arrived, unless something else was begun meanwhile.
 */
export function useEditLast(
  handle: Ref<ConversationHandle> | undefined,
  { room, role }: Pick<ConversationEntry, "room" | "role">,
  { messages, belongs, place, show }: Listed,
): void {
  const { me } = useChat();
  const editMinutes = useQuery(communityQuery).data?.edit_minutes ?? null;
  const outgoing = useOutgoing();
  const wish = useWish();

  const isMine = ({ author_id, deletion }: Message) => author_id === me && !deletion;
  function edit(message: Message | undefined): boolean {
    if (!message || !mayEdit(message, { me, role, room, editMinutes, now: Date.now() }))
      return false;
    show(message);
    beginEditing(message, place, "composer");
    return true;
  }

  useImperativeHandle(handle, () => ({
    editLast() {
      const coming = outgoing.findLast((item) => belongs(item) && isComing(item));
      const arrived = coming && messages.some(({ client_id }) => client_id === coming.client_id);
      if (!coming || arrived) return edit(messages.findLast(isMine));
      wish.make(coming.client_id);
      return true;
    },
  }));

  useEffect(() => {
    const wished = wish.current();
    if (wished === null) return;
    const arrived = messages.findLast((one) => isMine(one) && one.client_id === wished);
    const coming = outgoing.some((item) => item.client_id === wished && isComing(item));
    if (arrived || !coming) wish.drop();
    if (arrived) edit(arrived);
  });
}

/** What was refused or taken back is nobody's message yet. */
const isComing = ({ state }: Outgoing) => state !== "failed" && state !== "withdrawn";

/** The message that somebody waits for to edit it. Typing, leaving the field or Escape ends the waiting. */
function useWish() {
  const wished = useRef<{ readonly id: string; readonly end: AbortController } | null>(null);
  const drop = useCallback(() => {
    wished.current?.end.abort();
    wished.current = null;
  }, []);
  const make = useCallback(
    (id: string) => {
      drop();
      const end = new AbortController();
      const options = { capture: true, signal: end.signal };
      wished.current = { id, end };
      document.addEventListener("input", drop, options);
      document.addEventListener("focusout", drop, options);
      document.addEventListener("keydown", ({ key }) => key === "Escape" && drop(), options);
    },
    [drop],
  );
  useEffect(() => drop, [drop]);
  const current = useCallback(() => wished.current?.id ?? null, []);
  return { make, drop, current };
}
