import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import type { Message } from "@/contract/types";
import { fetchHistory } from "@/features/messages/api/history";
import { withPage } from "@/features/messages/model/open-threads";
import {
  missingAt,
  stretchOf,
  type Asked,
  type Timeline,
} from "@/features/messages/model/timeline";
import { useChat } from "@/realtime/chat-context";
import { keys } from "@/realtime/keys";
import { useTransportStatus } from "@/realtime/use-live";

import type { ConversationEntry } from "./use-conversation";

export interface History {
  readonly load: (asked: Asked) => Promise<void>;
  /** What is being fetched, so that the same page is not asked for twice. */
  readonly loading: Asked["kind"] | null;
  /** The server was there and did not give it: something to say. */
  readonly failed: boolean;
  /** It failed for want of a connection, which the banner says; asked again as soon as there is one. */
  readonly asleep: boolean;
}

/** Fetches pages of history into the room's entry, one at a time: the room's own, or those of a thread. */
export function useHistory(roomId: string, threadId: string | null = null): History {
  const queries = useQueryClient();
  const { learn } = useChat();
  const [loading, setLoading] = useState<Asked["kind"] | null>(null);
  const [failed, setFailed] = useState(false);
  const offline = useOffline(() => setFailed(false));
  const busy = useRef(false);

  const fetchCurrent = useCallback(
    async (asked: Asked) => {
      for (;;) {
        const page = await fetchHistory(roomId, asked, threadId);
        const entry = queries.getQueryData<ConversationEntry>(keys.room(roomId));
        // An edit overtook this page on its way: it would bring back what is no longer said.
        if (!entry || page.seq >= entry.changed_seq) return page;
      }
    },
    [roomId, threadId, queries],
  );

  const load = useCallback(
    async (asked: Asked) => {
      if (busy.current) return;
      busy.current = true;
      setLoading(asked.kind);
      try {
        const page = await fetchCurrent(asked);
        learn(page.people);
        queries.setQueryData<ConversationEntry>(
          keys.room(roomId),
          (entry) => entry && withPage(entry, threadId, stretchOf(page, asked)),
        );
        setFailed(false);
      } catch {
        setFailed(true);
      } finally {
        busy.current = false;
        setLoading(null);
      }
    },
    [roomId, threadId, queries, learn, fetchCurrent],
  );
  return { load, loading, failed: failed && !offline, asleep: failed && offline };
}

/** Is the connection lost? `onBack` when there is one again. */
function useOffline(onBack: () => void): boolean {
  const offline = useTransportStatus().offlineSince !== null;
  const [before, setBefore] = useState(offline);
  if (before !== offline) {
    setBefore(offline);
    if (!offline) onBack();
  }
  return offline;
}

/**
 * Fetches what is missing to show the place in view; after a failure again a little later, without a
 * connection when there is one.
 */
export function useFilled(
  timeline: Timeline,
  anchor: number | null,
  history: History,
  counts?: (message: Message) => boolean,
): void {
  const { load, loading, failed, asleep } = history;
  const missing = missingAt(timeline, anchor, counts);
  // As text, for an effect compares by value: a new object each time would ask again and again.
  const wish = missing ? JSON.stringify(missing) : null;
  useEffect(() => {
    if (wish === null || loading !== null || asleep) return;
    const delay = setTimeout(() => void load(JSON.parse(wish) as Asked), failed ? 3_000 : 0);
    return () => clearTimeout(delay);
  }, [wish, loading, failed, asleep, load]);
}
