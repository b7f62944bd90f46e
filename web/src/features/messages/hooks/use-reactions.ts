import { useEffect, useMemo, useSyncExternalStore } from "react";

import { toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { setReaction } from "@/features/messages/api/reactions";
import { ReactionWishes, wished } from "@/features/messages/model/wishes";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

const wishes = new ReactionWishes(setReaction, (error) =>
  toast(t("reactions.failed", { reason: describeError(error) }), { tone: "danger" }),
);

/** The reactions of a message with mine as I want them. */
export function useReactions(message: Message): Message["reactions"] {
  const { me } = useChat();
  const { id, revision } = message;
  const mine = useSyncExternalStore(wishes.subscribe, () => wishes.of(id));
  useEffect(() => wishes.settle({ id, revision }), [id, revision, mine]);
  return useMemo(() => wished(message, mine, me), [message, mine, me]);
}

/** Puts my emoji under a message or takes it away, seen at once; a refusal is told and undone. */
export function react(messageId: string, emoji: string, there: boolean): void {
  void wishes.wish(messageId, emoji, there);
}
