import { expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import type { Message } from "@/contract/types";
import { wireEntry, wireMessage, wirePerson } from "@/test/wire";

import { conversationOf, type Conversation } from "./conversation";
import { advanceThreads, withPage, withRoot } from "./open-threads";
import { rootOf, threadsAt } from "./threads";
import { missingAt } from "./timeline";

type State = Conversation & { readonly seq: number };

const ROOT = wireMessage(2, { id: "root" });
const reply = (seq: number, change: Partial<Message> = {}) =>
  wireMessage(seq, { thread_id: "root", ...change });

function opened(): State {
  const entry = wireEntry({ seq: 4 });
  const state = withRoot({ ...conversationOf(entry), seq: 4 }, ROOT);
  return withPage(state, "root", { from: 1, to: 4, messages: [reply(3)] });
}

const thread = (count: number) => ({
  reply_count: count,
  last_reply_seq: 9,
  last_reply_at: null,
  participant_ids: [],
  resolved: null,
});

function after(state: State, seq: number, event: Envelope["event"]): State {
  const envelope = { stream: "room.r1", seq, at: "2026-01-01T00:00:00.000Z", event };
  return { ...state, threads: advanceThreads(state, envelope, "me"), seq };
}

const sent = (message: Message): Envelope["event"] => ({
  type: "message.sent",
  message,
  author: wirePerson(message.author_id),
  people: [],
  thread: message.thread_id === null ? null : thread(2),
  thread_followers: [],
});

const seqsOf = (state: State) =>
  (state.threads.root ?? []).map(({ messages }) => messages.map(({ seq }) => seq));

it("asks for the replies of a thread of which only the root is known", () => {
  const state = withRoot({ ...conversationOf(wireEntry({ seq: 4 })), seq: 4 }, ROOT);
  expect(missingAt(state.threads.root ?? [], null)).toEqual({ kind: "newest" });
});

it("joins the root and a page that reaches back to it", () => {
  const state = opened();
  expect(seqsOf(state)).toEqual([[2, 3]]);
  expect(missingAt(state.threads.root ?? [], null)).toBeNull();
});

it("takes replies of its own and none of the room or of another thread", () => {
  let state = after(opened(), 5, sent(wireMessage(5)));
  state = after(state, 6, sent(reply(6, { thread_id: "other" })));
  state = after(state, 7, sent(reply(7)));
  expect(seqsOf(state)).toEqual([[2, 3, 7]]);
  // Nothing is missing between the replies: the room's own order has no hole.
  expect(state.threads.root?.at(-1)?.to).toBe(7);
  expect(rootOf(state.threads.root ?? [], "root")?.thread?.reply_count).toBe(2);
});

it("keeps a deleted root as a tombstone, and brings it back", () => {
  const deletion = { at: "2026-01-01T00:00:00.000Z", by: "ana", reason: "" };
  const gone = after(opened(), 5, {
    type: "message.deleted",
    message_id: "root",
    message_seq: 2,
    author_id: "ana",
    thread_id: null,
    mentions: { people: [], group: null, user_ids: [] },
    deletion,
    thread: thread(1),
    last_message: null,
    people: [],
  });
  expect(rootOf(gone.threads.root ?? [], "root")).toMatchObject({ text: "", deletion });
  const quote = {
    message_id: "root",
    seq: 2,
    author_id: "ana",
    text: "text 2",
    attachment: null,
    deleted: false,
  };
  const restored = (message: Message): Envelope["event"] => ({
    type: "message.restored",
    message,
    quote: { ...quote, message_id: message.id },
    author: wirePerson("ana"),
    people: [],
    thread: null,
    last_message: null,
  });
  const back = after(gone, 6, restored({ ...ROOT, revision: 6 }));
  expect(rootOf(back.threads.root ?? [], "root")?.text).toBe("text 2");
  // One of the room's own messages that came back does not belong here.
  expect(seqsOf(after(back, 7, restored(wireMessage(4, { revision: 7 }))))).toEqual([[2, 3]]);
});

it("knows after a snapshot that something may lie between what it has and now", () => {
  const state: State = { ...opened(), seq: 20 };
  const reset = { ...state, threads: threadsAt(state.threads, 20) };
  expect(missingAt(reset.threads.root ?? [], null)).toEqual({ kind: "newest" });
  const filled = withPage(reset, "root", { from: 1, to: 20, messages: [reply(3), reply(12)] });
  expect(seqsOf(filled)).toEqual([[2, 3, 12]]);
});

it("never takes an older copy of the root over a newer one", () => {
  const state = withRoot(opened(), { ...ROOT, revision: 4, text: "as it is now" });
  const older = withRoot(state, { ...ROOT, revision: 3, text: "as it was" });
  expect(rootOf(older.threads.root ?? [], "root")?.text).toBe("as it is now");
});
