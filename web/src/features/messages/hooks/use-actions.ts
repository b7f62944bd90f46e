import { useQuery } from "@tanstack/react-query";
import {
  Bookmark,
  BookmarkX,
  Copy,
  Download,
  Forward,
  History,
  ImageOff,
  Link2,
  MailOpen,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Reply,
  Trash2,
  type LucideIcon,
} from "lucide-react";
import { useState } from "react";

import { copyAndSay } from "@/features/messages/hooks/copy-and-say";
import { deleteMessage, pinMessage, removePreviews } from "@/features/messages/hooks/deeds";
import { messageLink } from "@/features/messages/model/addresses";
import { beginEditing } from "@/features/messages/model/editing";
import { deedsOn, filesOf, type Deed } from "@/features/messages/model/message-rights";
import { placeOf, useMessageScope, type MessageScope } from "@/features/messages/scope";
import type { Message } from "@/contract/types";
import { downloadFile } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useChat } from "@/realtime/chat-context";

/** One thing to do with a message, as menus, bars and keys show it. */
export interface Action {
  readonly deed: Deed;
  readonly label: string;
  readonly Icon: LucideIcon;
  /** The key that does it while the message has the focus. */
  readonly keys: string | null;
  readonly danger: boolean;
  readonly run: () => void;
}

/** What is done at once; to react one first chooses with what. */
type Act = Exclude<Deed, "react">;
type Line = readonly [deed: Act, Icon: LucideIcon, keys: string | null];

/** In the order of the menu. */
const LINES: readonly Line[] = [
  ["reply", Reply, "r"],
  ["thread", MessagesSquare, "t"],
  ["edit", Pencil, "e"],
  ["copyText", Copy, "c"],
  ["copyLink", Link2, "l"],
  ["download", Download, null],
  ["forward", Forward, "f"],
  ["pin", Pin, "p"],
  ["unpin", PinOff, "p"],
  ["save", Bookmark, "s"],
  ["unsave", BookmarkX, "s"],
  ["markUnread", MailOpen, "u"],
  ["history", History, null],
  ["removePreviews", ImageOff, null],
  ["delete", Trash2, "delete"],
  ["remove", Trash2, "delete"],
];

export interface Actions {
  readonly list: readonly Action[];
  readonly mayReact: boolean;
}

/** What I may do with a message. Asked anew whenever a menu of it opens: time limits go by. */
export function useActions(message: Message): Actions {
  const scope = useMessageScope();
  const { me } = useChat();
  const editMinutes = useQuery(communityQuery).data?.edit_minutes ?? null;
  const [now] = useState(() => Date.now());
  const { room, role, ports, threadId } = scope;
  const saved = ports.useSaved(message.id);
  const allowed = deedsOn(message, { me, role, room, editMinutes, now }, saved);
  const shown = LINES.filter(([deed]) => {
    if (deed === "thread") return allowed.has(deed) && threadId === null;
    if (deed === "markUnread") return allowed.has(deed) && ports.markUnread !== undefined;
    return allowed.has(deed);
  });
  return {
    mayReact: allowed.has("react"),
    list: shown.map(([deed, Icon, keys]) => ({
      deed,
      label: t(`deed.${deed}`),
      Icon,
      keys,
      danger: deed === "delete" || deed === "remove",
      run: () => void runDeed(deed, message, scope, me),
    })),
  };
}

/** Does it. Also for keys, which find out only then whether it may be done. */
function runDeed(deed: Act, message: Message, scope: MessageScope, me: string): unknown {
  const { ports } = scope;
  const deeds: Record<Act, () => unknown> = {
    reply: () => ports.reply(message),
    thread: () => ports.openThread(message.thread_id ?? message.id),
    edit: () => beginEditing(message, placeOf(scope), "row"),
    delete: () => deleteMessage(message, me),
    remove: () => scope.openDialog({ kind: "remove", message }),
    copyText: () => copyAndSay(message.text || (message.forwarded?.text ?? "")),
    download: () => filesOf(message).slice(0, 1).forEach(downloadFile),
    copyLink: () => copyAndSay(messageLink(message.room_id, message.seq)),
    forward: () => ports.forward(message),
    pin: () => pinMessage(message, true, me),
    unpin: () => pinMessage(message, false, me),
    save: () => ports.save(message, true),
    unsave: () => ports.save(message, false),
    markUnread: () => ports.markUnread?.(message),
    history: () => scope.openDialog({ kind: "history", message }),
    removePreviews: () => removePreviews(message),
  };
  return deeds[deed]();
}
