import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Message } from "@/contract/events";
import {
  useConversation,
  type ConversationEntry,
} from "@/features/messages/hooks/use-conversation";
import { conversationOf } from "@/features/messages/model/conversation";
import { keys } from "@/realtime/keys";
import { member, message, renderChat, roomEntry, testChat, type TestChat } from "@/test/chat";
import { testPorts } from "@/test/ports";
import { server } from "@/test/server";

import { Conversation } from "./conversation";

const ports = testPorts();
let chat: TestChat;
let reads: unknown[];

function Room() {
  const entry = useConversation("r1");
  return entry ? (
    <Conversation
      entry={entry}
      name="General"
      linked={null}
      beginning={<p>The beginning</p>}
      ports={ports}
      onEdit={(item) => edited.push(item.text)}
    />
  ) : null;
}

const edited: string[] = [];

async function hold(messages: Message[], change: Partial<ConversationEntry> = {}): Promise<void> {
  const seq = messages.at(-1)?.seq ?? 1;
  const entry = roomEntry({ seq, last_read_seq: seq });
  const state: ConversationEntry = {
    ...conversationOf(entry),
    seq,
    room: entry.room,
    role: "member",
    member_count: 2,
    members: [member("ana", "owner", 0), member("me")],
    timeline: [{ from: 1, to: seq, messages }],
    ...change,
  };
  await act(async () => {
    chat.queries.setQueryData(keys.room("r1"), state);
    // The cache tells its observers a turn later.
    await new Promise((done) => setTimeout(done, 5));
  });
}

beforeEach(() => {
  chat = testChat(() => Promise.resolve({ kind: "refused", code: "x", message: "Not allowed." }));
  reads = [];
  edited.length = 0;
  server.use(
    http.post("/api/rooms/r1/read/", async ({ request }) => {
      reads.push(await request.json());
      return HttpResponse.json({ last_read_seq: 0, unread_count: 0 });
    }),
  );
  // jsdom lays nothing out: a window of 600 px, so that the virtual list draws its rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});

const log = () => screen.getByRole("log", { name: "Messages in General" });

describe("a conversation", () => {
  it("is a log that does not speak by itself; its announcer reads new messages, not history", async () => {
    await hold([message(1, "ana"), message(2, "ana")]);
    renderChat(chat, <Room />);
    expect(log()).toHaveAttribute("aria-live", "off");
    expect(screen.getByTestId("announcer")).toBeEmptyDOMElement();
    await hold([message(1, "ana"), message(2, "ana"), message(3, "ana", "hi")]);
    const said = () => screen.getByTestId("announcer").textContent;
    await waitFor(() => expect(said()).toBe("Ana: hi"));
    await hold([1, 2, 3, 4, 5, 6].map((seq) => message(seq, "ana")));
    await waitFor(() => expect(said()).toBe("3 new messages in General"));
  });

  it("draws the New line before the first unread message and keeps it once they are read", async () => {
    const messages = [message(1, "ana"), message(2, "ana"), message(3, "ana")];
    await hold(messages, { unread_count: 2, last_read_seq: 1 });
    renderChat(chat, <Room />);
    expect(within(log()).getByTestId("new-line")).toBeInTheDocument();
    await hold(messages, { unread_count: 0, last_read_seq: 3 });
    expect(within(log()).getByTestId("new-line")).toBeInTheDocument();
  });

  it("shows mine on its way until the room has it, never both", async () => {
    await hold([message(1, "ana")]);
    renderChat(chat, <Room />);
    let id = "";
    await act(async () => {
      id = chat.outbox.add("r1", "on its way");
      await new Promise((done) => setTimeout(done, 5));
    });
    expect(within(log()).getAllByText("on its way")).toHaveLength(1);
    await hold([message(1, "ana"), { ...message(2, "me", "on its way"), client_id: id }]);
    expect(within(log()).getAllByText("on its way")).toHaveLength(1);
  });

  it("offers what a message allows now, when it arrives or is deleted under an open sheet", async () => {
    await hold([message(1, "ana")]);
    renderChat(chat, <Room />);
    let id = "";
    await act(async () => {
      id = chat.outbox.add("r1", "in a hurry");
      await new Promise((done) => setTimeout(done, 5));
    });
    fireEvent.pointerDown(within(log()).getByText("in a hurry"), { pointerType: "touch" });
    const sheet = await screen.findByRole("dialog", { name: "Actions for this message" });
    expect(within(sheet).getAllByRole("button").at(-1)).toHaveTextContent("Copy text");
    const sent = { ...message(2, "me", "in a hurry"), client_id: id };
    await hold([message(1, "ana"), sent]);
    expect(within(sheet).getByRole("button", { name: "Reply" })).toBeInTheDocument();
    const deletion = { at: sent.sent_at, by: "me", reason: "" };
    await hold([message(1, "ana"), { ...sent, text: "", deletion }]);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("says why a message was refused and offers four ways on", async () => {
    const user = userEvent.setup();
    await chat.outbox.start();
    await hold([message(1, "ana")]);
    renderChat(chat, <Room />);
    act(() => void chat.outbox.add("r1", "refused"));
    const alert = await within(log()).findByRole("alert");
    expect(alert).toHaveTextContent("Not sent: Not allowed.");
    const names = within(alert)
      .getAllByRole("button")
      .map((button) => button.textContent);
    expect(names).toEqual(["Try again", "Edit", "Copy", "Delete"]);
    await user.click(within(alert).getByRole("button", { name: "Edit" }));
    expect(edited).toEqual(["refused"]);
    await waitFor(() => expect(within(log()).queryByText("refused")).not.toBeInTheDocument());
  });

  it("ticks mine in a direct chat: one when sent, two when the other has read it", async () => {
    const room = { ...roomEntry().room, kind: "direct" as const };
    const messages = [message(1, "me"), message(2, "me")];
    await hold(messages, { room, members: [member("ana", "member", 1), member("me")] });
    renderChat(chat, <Room />);
    const ticks = within(log()).getAllByRole("img", { name: /Sent|Seen/ });
    expect(ticks.map((tick) => tick.dataset.tick)).toEqual(["seen", "sent"]);
  });

  it("names those who have seen my newest message in a small room", async () => {
    await hold([message(1, "me"), message(2, "me")], {
      member_count: 3,
      members: [member("ana", "member", 2), member("bo", "member", 1), member("me")],
    });
    renderChat(chat, <Room />);
    expect(await screen.findByTestId("seen-by")).toHaveAccessibleName("Seen by ana");
    // Reached by Tab from its message, and from nowhere else.
    expect(screen.getByTestId("seen-by").tabIndex).toBe(0);
    const article = screen.getByText("text 2").closest("article");
    act(() => screen.getByText("text 1").closest("article")?.focus());
    expect(article?.tabIndex).toBe(-1);
    expect(screen.getByTestId("seen-by").tabIndex).toBe(-1);
  });

  it("makes one message a stop of Tab, and arrows move it", async () => {
    const user = userEvent.setup();
    await hold([message(1, "ana"), message(2, "bo"), message(3, "ana")]);
    renderChat(chat, <Room />);
    const rows = () => within(log()).getAllByRole("article");
    expect(rows().map((row) => row.tabIndex)).toEqual([-1, -1, 0]);
    rows()[2]?.focus();
    await user.keyboard("{ArrowUp}");
    await waitFor(() => expect(rows()[1]).toHaveFocus());
    await user.keyboard("{Home}");
    await waitFor(() => expect(rows()[0]).toHaveFocus());
  });

  it("marks as read what is in sight, but only while somebody looks at the page", async () => {
    const focus = vi.spyOn(document, "hasFocus").mockReturnValue(false);
    await hold([message(1, "ana"), message(2, "ana")], { unread_count: 2, last_read_seq: 0 });
    renderChat(chat, <Room />);
    await new Promise((done) => setTimeout(done, 1_200));
    expect(reads).toEqual([]);
    focus.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event("focus")));
    await waitFor(() => expect(reads).toEqual([{ seq: 2 }]));
  });
});
