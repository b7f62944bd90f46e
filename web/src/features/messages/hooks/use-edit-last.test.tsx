import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { beforeEach, expect, it, vi } from "vitest";

import type { Message } from "@/contract/types";
import { Conversation } from "@/features/messages/components/conversation";
import { conversationOf } from "@/features/messages/model/conversation";
import { setEditing } from "@/features/messages/model/editing";
import { keys } from "@/realtime/keys";
import type { SendResult } from "@/realtime/outbox/outgoing";
import { member, message, renderChat, roomEntry, testChat, type TestChat } from "@/test/chat";
import { testPorts } from "@/test/ports";

import { useConversation, type ConversationEntry } from "./use-conversation";
import type { ConversationHandle } from "./use-edit-last";

let chat: TestChat;
let answer: (result: SendResult) => void;
const ports = testPorts();
const handle = createRef<ConversationHandle>();

function Room() {
  const entry = useConversation("r1");
  return (
    <>
      {entry ? (
        <Conversation
          entry={entry}
          name="General"
          linked={null}
          beginning={null}
          ports={ports}
          onEdit={() => undefined}
          handle={handle}
        />
      ) : null}
      <textarea aria-label="composer" />
      <button type="button">elsewhere</button>
    </>
  );
}

const mine = (seq: number, text: string, change: Partial<Message> = {}): Message => ({
  ...message(seq, "me", text),
  sent_at: new Date().toISOString(),
  ...change,
});

async function hold(...messages: Message[]): Promise<void> {
  const seq = messages.at(-1)?.seq ?? 0;
  const entry = roomEntry({ seq, last_read_seq: seq });
  const state: ConversationEntry = {
    ...conversationOf(entry),
    seq,
    room: entry.room,
    role: "member",
    member_count: 2,
    members: [member("ana", "owner", 0), member("me")],
    timeline: [{ from: 1, to: seq, messages }],
  };
  await act(async () => {
    chat.queries.setQueryData(keys.room("r1"), state);
    // The cache tells its observers a turn later.
    await new Promise((done) => setTimeout(done, 5));
  });
}

const earlier = mine(1, "said before");

/** Sends a message whose answer is held back, with the focus where it was written. Gives back its name. */
async function send(): Promise<string> {
  await hold(earlier);
  renderChat(chat, <Room />);
  await chat.outbox.start();
  let id = "";
  await act(async () => {
    id = chat.outbox.add("r1", "in a hurry");
    await new Promise((done) => setTimeout(done, 5));
  });
  screen.getByRole("textbox", { name: "composer" }).focus();
  expect(chat.sentTexts).toEqual(["in a hurry"]);
  return id;
}

const field = () => screen.queryByRole("textbox", { name: "Edit your message" });
const opened = () => screen.findByRole("textbox", { name: "Edit your message" });

beforeEach(() => {
  chat = testChat(() => new Promise((resolve) => (answer = resolve)));
  setEditing(null);
  // jsdom lays nothing out: a window of 600 px, so that the virtual list draws its rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});

it("opens what has arrived at once, and waits for what is on its way", async () => {
  const id = await send();
  expect(handle.current?.editLast()).toBe(true);
  await act(async () => {
    answer({ kind: "accepted", message: mine(2, "in a hurry", { client_id: id }) });
    await new Promise((done) => setTimeout(done, 5));
  });
  // Answered, and not in the room yet: what would be edited is not known here.
  expect(field()).toBeNull();
  await hold(earlier, mine(2, "in a hurry", { client_id: id }));
  expect(await opened()).toHaveValue("in a hurry");
});

it("opens it when the event comes before the answer", async () => {
  const id = await send();
  act(() => void handle.current?.editLast());
  await hold(earlier, mine(2, "in a hurry", { client_id: id }));
  expect(await opened()).toHaveValue("in a hurry");
});

it.each([
  ["typing", (user: ReturnType<typeof userEvent.setup>) => user.keyboard("x")],
  ["Escape", (user: ReturnType<typeof userEvent.setup>) => user.keyboard("{Escape}")],
  ["going elsewhere", (user: ReturnType<typeof userEvent.setup>) => user.tab()],
])("opens nothing after %s", async (_, begin) => {
  const user = userEvent.setup();
  const id = await send();
  act(() => void handle.current?.editLast());
  await begin(user);
  await hold(earlier, mine(2, "in a hurry", { client_id: id }));
  await new Promise((done) => setTimeout(done, 50));
  expect(field()).toBeNull();
});

it("opens nothing when it is refused, and the one before it at the next key", async () => {
  await send();
  act(() => void handle.current?.editLast());
  await act(async () => {
    answer({ kind: "refused", code: "x", message: "Not allowed." });
    await new Promise((done) => setTimeout(done, 5));
  });
  expect(field()).toBeNull();
  act(() => void handle.current?.editLast());
  expect(await opened()).toHaveValue("said before");
});
