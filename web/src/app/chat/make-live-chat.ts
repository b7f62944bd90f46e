import type { QueryClient } from "@tanstack/react-query";

import { communityQuery } from "@/lib/me";
import { readSession } from "@/lib/session";
import { freshAccess, freshFirebaseToken, refreshAccess } from "@/lib/refresh";
import { socketUrl } from "@/lib/server";
import type { ChatLink } from "@/realtime/chat-context";
import { Drafts } from "@/realtime/drafts/drafts";
import { localDrafts } from "@/realtime/drafts/local-store";
import { keys } from "@/realtime/keys";
import { LateTransport } from "@/realtime/late-transport";
import { Leases } from "@/realtime/leases";
import { indexedStore } from "@/realtime/outbox/indexed-store";
import { browserNeighbours } from "@/realtime/outbox/neighbours";
import { Outbox } from "@/realtime/outbox/outbox";
import type { Transport } from "@/realtime/transport";
import { Uploads } from "@/realtime/uploads/uploads";
import { WebSocketTransport } from "@/realtime/websocket-transport";

import { wasActiveLately } from "./activity";
import { askForSent, chatApi } from "./model/chat-api";
import { keepDraft } from "./model/draft-api";
import { LiveChat } from "./model/live-chat";

/** Shorter than what anybody notices, long enough that a page under load draws twenty times a second. */
const BUNDLE_MS = 50;

/** Until the server has said what is large. */
const IN_PARTS_ABOVE = 8 * 1024 * 1024;

/** The live core of one signed-in person, made of this browser's real parts. */
export function makeLiveChat(me: string, queries: QueryClient): { link: ChatLink; live: LiveChat } {
  const transport = makeTransport(me, queries);
  const leases = new Leases();
  const uploads = makeUploads(me, queries);
  const outbox = new Outbox({
    luggage: uploads,
    store: indexedStore(me),
    neighbours: browserNeighbours(me),
    ask: askForSent,
    async send(item, uploadIds) {
      // Both say that there is no network: it certainly did not leave, and can still be taken back.
      if (!navigator.onLine && transport.status().state !== "online") {
        return { kind: "later", after: null };
      }
      const result = await chatApi.send(item, uploadIds);
      // An answer of any kind proves that the server is back.
      if (result.kind !== "unknown") transport.retryNow();
      return result;
    },
    publish: (items) => queries.setQueryData(keys.outbox, items),
  });
  const drafts = new Drafts({ store: localDrafts(me), keep: keepDraft });
  const parts = { me, transport, leases, outbox, uploads, drafts };
  const live = new LiveChat({ ...parts, queries, api: chatApi, bundleMs: BUNDLE_MS });
  const link: ChatLink = {
    ...parts,
    admit: (entry) => live.admit(entry),
    hear: (listener) => live.hear(listener),
    learn: (people) => live.learn(people),
  };
  return { link, live };
}

function makeTransport(me: string, queries: QueryClient): Transport {
  const inner = new WebSocketTransport({
    url: socketUrl(),
    credentials: {
      token: freshAccess,
      renew: () => refreshAccess(readSession()?.access ?? null),
    },
    active: wasActiveLately,
  });
  return new LateTransport(inner, async () => {
    const { firebase } = await queries.query({ ...communityQuery, retry: true });
    if (!firebase) return null;
    const { makeFirebaseTransport } = await import("@/realtime/firebase/make-firebase-transport");
    return makeFirebaseTransport(firebase, {
      inner,
      me,
      token: freshFirebaseToken,
      active: wasActiveLately,
      signedOut: () => readSession()?.userId !== me,
    });
  });
}

function makeUploads(me: string, queries: QueryClient): Uploads {
  return new Uploads(async () => {
    const { browserEngine } = await import("@/realtime/uploads/browser-engine");
    const info = () => queries.getQueryData(communityQuery.queryKey);
    return browserEngine(me, () => info()?.limits.uploads.chunk_above ?? IN_PARTS_ABOVE);
  });
}
