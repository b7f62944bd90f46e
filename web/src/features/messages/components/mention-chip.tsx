import type { ReactElement } from "react";

import type { Mentions } from "@/contract/types";
import { useMessageScope } from "@/features/messages/scope";
import { cn } from "@/lib/cn";
import type { Group, Mention } from "@/lib/formatting/tree";
import { useChat } from "@/realtime/chat-context";
import { usePerson } from "@/realtime/use-cache";

const chipClasses = "rounded-tick px-0.5 font-medium box-decoration-clone";
const others = "bg-accent-soft text-accent-text";
const mine = "bg-mention-soft text-mention ring-1 ring-mention/40";

/** Draws the names in a message whose `mentions` say who is meant; a name nobody has stays text. */
export function mentionDrawer(mentions: Mentions) {
  return function drawMention(node: Mention | Group): ReactElement | null {
    if (node.type === "group") {
      if (mentions.group === null) return null;
      return <span className={cn(chipClasses, mine)}>@{node.name}</span>;
    }
    const written = node.name.toLowerCase();
    const who = mentions.people.find(({ username }) => username.toLowerCase() === written);
    return who ? <PersonChip userId={who.user_id} written={node.name} /> : null;
  };
}

function PersonChip({ userId, written }: { userId: string; written: string }) {
  const { me } = useChat();
  const { ports } = useMessageScope();
  const name = usePerson(userId)?.name;
  return ports.who(
    userId,
    <button
      type="button"
      title={name}
      data-mine={userId === me || undefined}
      data-testid="mention"
      className={cn(chipClasses, "hover:underline", userId === me ? mine : others)}
    >
      @{written}
    </button>,
  );
}
