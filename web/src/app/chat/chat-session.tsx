import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";

import { QuickSwitcher } from "@/app/quick-switcher/switcher";
import { useNotices } from "@/app/notices/use-notices";
import { setEditing } from "@/features/messages/model/editing";
import { clearPending } from "@/features/messages/model/pending";
import { useAuth } from "@/lib/auth-context";
import { CustomEmojiContext } from "@/lib/emoji/custom";
import { Outlet } from "@/lib/router/outlet";
import { clearSession } from "@/lib/session";
import { ChatContext, type ChatLink } from "@/realtime/chat-context";
import { useServerEmoji } from "@/realtime/use-cache";
import { useTransportStatus } from "@/realtime/use-live";

import { makeLiveChat } from "./make-live-chat";
import { usePageEvents } from "./use-page-events";
import { useRefuseDrops } from "./use-refuse-drops";
import { useNoteVisits } from "./use-note-visits";
import { useUnreadTitle } from "./use-unread-title";

/** Mounted while somebody is signed in, above every private screen: one socket, one outbox. */
export function ChatSession() {
  const { userId } = useAuth();
  const link = useLiveChat(userId ?? "");
  const emoji = useServerEmoji();
  if (!link) return null;
  return (
    <ChatContext value={link}>
      <CustomEmojiContext value={emoji}>
        <Watch link={link} />
        <QuickSwitcher />
        <Outlet />
      </CustomEmojiContext>
    </ChatContext>
  );
}

/** The live core lives as long as somebody is subscribed: mounted again, it is made anew. */
function useLiveChat(userId: string): ChatLink | null {
  const queries = useQueryClient();
  const source = useMemo(() => liveSource(userId, queries), [userId, queries]);
  return useSyncExternalStore(source.subscribe, source.read);
}

function liveSource(userId: string, queries: QueryClient) {
  let link: ChatLink | null = null;
  return {
    read: () => link,
    subscribe: (changed: () => void) => {
      const made = makeLiveChat(userId, queries);
      made.live.start();
      link = made.link;
      changed();
      return () => {
        made.live.stop();
        link = null;
      };
    },
  };
}

/** What has to happen on every private screen, and draws nothing. */
function Watch({ link }: { link: ChatLink }) {
  const { state } = useTransportStatus();
  usePageEvents(link.transport, link.outbox, link.uploads);
  useRefuseDrops();
  useUnreadTitle();
  useNoteVisits(link.me);
  useNotices(link);
  useEffect(() => forgetUnfinished, []);
  useEffect(() => {
    // The session ended elsewhere; the outbox keeps its messages for the next sign-in.
    if (state === "signed-out") clearSession();
  }, [state]);
  return null;
}

/** Whoever signs in next on this device must not find what the one before had begun. */
function forgetUnfinished(): void {
  setEditing(null);
  clearPending();
}
