import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";

import type { Envelope, Message, RoomEntry } from "@/contract/events";
import { communityQuery } from "@/lib/me";
import { makeQueryClient } from "@/lib/query-client";
import { ChatContext, type ChatLink } from "@/realtime/chat-context";
import { Drafts } from "@/realtime/drafts/drafts";
import { localDrafts } from "@/realtime/drafts/local-store";
import { FakeTransport } from "@/realtime/fake-transport";
import { keys } from "@/realtime/keys";
import { Leases } from "@/realtime/leases";
import { noNeighbours } from "@/realtime/outbox/neighbours";
import { Outbox } from "@/realtime/outbox/outbox";
import type { Outgoing, SendResult } from "@/realtime/outbox/outgoing";
import { Engine } from "@/realtime/uploads/engine";
import { noUploadNeighbours } from "@/realtime/uploads/neighbours";
import type { Carry } from "@/realtime/uploads/upload";
import { Uploads } from "@/realtime/uploads/uploads";

import { community } from "./api";
import { MemoryRouter } from "./router";
import { MemoryUploads } from "./uploads";
import { wireEntry, wireMessage, wirePerson as person } from "./wire";

export { wireMember as member, wirePerson as person } from "./wire";

export const message = (seq: number, author: string, text = `text ${seq}`): Message =>
  wireMessage(seq, {
    author_id: author,
    text,
    sent_at: `2026-01-01T10:${String(Math.floor(seq / 60) % 60).padStart(2, "0")}:${String(seq % 60).padStart(2, "0")}.000Z`,
  });

export const roomEntry = (change: Partial<RoomEntry> = {}): RoomEntry =>
  wireEntry({ people: [person("ana", "Ana"), person("me", "Mia")], ...change });

export const sent = (seq: number, author: string, text?: string): Envelope => ({
  stream: "room.r1",
  seq,
  at: "2026-01-01T10:00:00.000Z",
  event: {
    type: "message.sent",
    message: message(seq, author, text),
    author: person(author),
    people: [],
    thread: null,
    thread_followers: [],
  },
});

const never = () => new Promise<never>(() => undefined);

export interface TestChat extends ChatLink {
  readonly transport: FakeTransport;
  readonly queries: QueryClient;
  readonly sentTexts: string[];
}

type Send = (item: Outgoing, uploadIds: readonly string[]) => Promise<SendResult>;

/**
 * A signed-in client ("me") whose connection is a fake one, whose sends are answered by `send`, and
 * whose files are brought to the server by `carry`.
 */
export function testChat(send: Send = never, carry: Carry = never): TestChat {
  const queries = makeQueryClient();
  queries.setQueryData(communityQuery.queryKey, community);
  const transport = new FakeTransport();
  const leases = new Leases();
  const sentTexts: string[] = [];
  const engine = new Engine({
    store: new MemoryUploads(),
    neighbours: noUploadNeighbours,
    carry,
    discard: () => Promise.resolve(),
  });
  const uploads = new Uploads(() => Promise.resolve(engine));
  void uploads.start();
  const outbox = new Outbox({
    luggage: uploads,
    store: {
      load: () => Promise.resolve([]),
      save: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    neighbours: noNeighbours,
    send: (item, uploadIds) => {
      sentTexts.push(item.text);
      return send(item, uploadIds);
    },
    ask: () => Promise.resolve(null),
    publish: (items) => queries.setQueryData(keys.outbox, items),
  });
  const drafts = new Drafts({
    store: localDrafts("me"),
    keep: () => Promise.resolve({ kind: "later" }),
  });
  const people = { ana: person("ana", "Ana"), bo: person("bo", "Bo"), me: person("me", "Mia") };
  queries.setQueryData(keys.people, people);
  return {
    me: "me",
    queries,
    transport,
    leases,
    outbox,
    uploads,
    drafts,
    sentTexts,
    admit: () => undefined,
    hear: () => () => undefined,
    learn: () => undefined,
  };
}

export function renderChat(chat: TestChat, children: ReactNode) {
  return render(children, {
    wrapper: ({ children: inner }) => (
      <MemoryRouter>
        <QueryClientProvider client={chat.queries}>
          <ChatContext value={chat}>{inner}</ChatContext>
        </QueryClientProvider>
      </MemoryRouter>
    ),
  });
}
