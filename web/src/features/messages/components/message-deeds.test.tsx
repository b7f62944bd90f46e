import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { Toasts } from "@/app/shell/toasts";
import { clearToasts } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import {
  useConversation,
  type ConversationEntry,
} from "@/features/messages/hooks/use-conversation";
import { conversationOf } from "@/features/messages/model/conversation";
import { setEditing } from "@/features/messages/model/editing";
import { clearPending } from "@/features/messages/model/pending";
import { keys } from "@/realtime/keys";
import { refusal } from "@/test/api";
import { member, message, renderChat, roomEntry, testChat, type TestChat } from "@/test/chat";
import { testPorts } from "@/test/ports";
import { server } from "@/test/server";

import { Conversation } from "./conversation";

let chat: TestChat;
let ports = testPorts();
let calls: unknown[];

function Room() {
  const entry = useConversation("r1");
  return entry ? (
    <Conversation
      entry={entry}
      name="General"
      linked={null}
      beginning={null}
      ports={ports}
      onEdit={() => undefined}
    />
  ) : null;
}

async function hold(messages: Message[], change: Partial<ConversationEntry> = {}): Promise<void> {
  const seq = Math.max(...messages.map((one) => one.revision));
  const entry = roomEntry({ seq, last_read_seq: seq });
  await act(async () => {
    chat.queries.setQueryData<ConversationEntry>(keys.room("r1"), {
      ...conversationOf(entry),
      seq,
      room: entry.room,
      role: "member",
      member_count: 2,
      members: [member("ana", "owner", 0), member("me")],
      timeline: [{ from: 1, to: seq, messages }],
      ...change,
    });
    // The cache tells its observers a turn later.
    await new Promise((done) => setTimeout(done, 5));
  });
}

async function show(messages: Message[], change: Partial<ConversationEntry> = {}) {
  await hold(messages, change);
  renderChat(
    chat,
    <>
      <Room />
      <Toasts />
    </>,
  );
  return userEvent.setup();
}

const now = () => new Date().toISOString();
const mine = (seq: number, text: string): Message => ({
  ...message(seq, "me", text),
  sent_at: now(),
});
const row = (text: string) => screen.getByText(text).closest("article") ?? document.body;
/** The bar that answers to the key may still be on its way: the key waits for it. */
async function openEdit(user: ReturnType<typeof userEvent.setup>): Promise<void> {
  await user.keyboard("e");
  const opened = await screen.findByRole("textbox", { name: "Edit your message" });
  await waitFor(() => expect(opened).toHaveFocus());
}

const field = () => screen.getByRole("textbox", { name: "Edit your message" });

beforeEach(() => {
  chat = testChat();
  ports = testPorts();
  calls = [];
  setEditing(null);
  clearPending();
  clearToasts();
  // jsdom lays nothing out: a window of 600 px, so that the virtual list draws its rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
});

/** Answers an edit of m1 with a refusal, or with what the server made of it. */
function answerEdits(code: string | null, status = 409): void {
  server.use(
    http.patch("/api/messages/m1/", async ({ request }) => {
      const edit = (await request.json()) as { text: string; version: number };
      calls.push(edit);
      if (code) return HttpResponse.json(refusal(code), { status });
      const saved = { ...mine(1, edit.text), revision: 9, version: edit.version + 1 };
      return HttpResponse.json({ message: saved });
    }),
  );
}

describe("editing in place", () => {
  it("shows the new words at once, and asks for the version it saw", async () => {
    answerEdits(null);
    const user = await show([mine(1, "old words")]);
    row("old words").focus();
    await openEdit(user);
    await user.keyboard("!{Enter}");
    expect(await screen.findByText("old words!")).toBeInTheDocument();
    await waitFor(() => expect(calls).toEqual([{ text: "old words!", version: 0 }]));
  });

  it("is left by Esc with the words as they were, and the focus on the message", async () => {
    const user = await show([mine(1, "old words")]);
    row("old words").focus();
    await openEdit(user);
    await user.keyboard(" and more{Escape}");
    expect(screen.queryByRole("textbox", { name: "Edit your message" })).not.toBeInTheDocument();
    expect(row("old words")).toHaveFocus();
  });

  it("keeps the words when it was edited elsewhere, and says what it says now", async () => {
    answerEdits("edited_meanwhile");
    server.use(
      http.get("/api/messages/m1/", () =>
        HttpResponse.json({ message: { ...mine(1, "theirs"), version: 4 }, people: [] }),
      ),
    );
    const user = await show([mine(1, "old words")]);
    row("old words").focus();
    await openEdit(user);
    await user.keyboard("!{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("It now says: “theirs”");
    expect(field()).toHaveValue("old words!");
    answerEdits(null);
    field().focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(calls.at(-1)).toEqual({ text: "old words!", version: 4 }));
  });

  it("keeps the words when it is too late, to be copied", async () => {
    answerEdits("edit_too_late", 403);
    const user = await show([mine(1, "old words")]);
    row("old words").focus();
    await openEdit(user);
    await user.keyboard("!{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("The time for editing");
    expect(field()).toHaveValue("old words!");
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Copy my words" })).toBeEnabled();
  });

  it("asks about deleting when nothing is left", async () => {
    const user = await show([mine(1, "old words")]);
    row("old words").focus();
    await openEdit(user);
    await user.clear(field());
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("alertdialog", { name: "Delete this message" });
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(field()).toHaveValue("");
    expect(calls).toEqual([]);
  });
});

describe("deleting", () => {
  it("leaves a tombstone at once, and undoing brings the words back in their place", async () => {
    server.use(
      http.delete("/api/messages/m1/", () => {
        calls.push("deleted");
        return new HttpResponse(null, { status: 204 });
      }),
      http.post("/api/messages/m1/restore/", () => {
        calls.push("restored");
        return HttpResponse.json({ message: { ...mine(1, "a slip"), revision: 9 } });
      }),
    );
    const user = await show([mine(1, "a slip"), message(2, "ana", "hello")]);
    row("a slip").focus();
    await user.keyboard("{Delete}");
    expect(await screen.findByTestId("tombstone")).toHaveTextContent("Message deleted");
    expect(screen.queryByText("a slip")).not.toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await screen.findByText("a slip")).toBeInTheDocument();
    await waitFor(() => expect(calls).toEqual(["deleted", "restored"]));
  });

  it("that was refused shows the message as before, and says why", async () => {
    server.use(
      http.delete("/api/messages/m1/", () =>
        HttpResponse.json(refusal("room_archived"), { status: 409 }),
      ),
    );
    const user = await show([mine(1, "a slip")]);
    row("a slip").focus();
    await user.keyboard("{Delete}");
    expect(await screen.findByText("Refused: room_archived.")).toBeInTheDocument();
    expect(await screen.findByText("a slip")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument();
  });

  it("by somebody else says who and why", async () => {
    const deletion = { at: now(), by: "ana", reason: "Off topic" };
    await show([{ ...message(1, "bo", ""), deletion }, message(2, "ana", "hello")]);
    expect(screen.getByTestId("tombstone")).toHaveTextContent("Removed by Ana: Off topic");
  });
});

describe("around the words", () => {
  const quote = {
    message_id: "m1",
    seq: 1,
    author_id: "ana",
    text: "who?",
    attachment: null,
    deleted: false,
  };

  it("a quote leads to what it quotes, and says only that when that is deleted", async () => {
    const user = await show([
      message(1, "ana", "who?"),
      { ...message(2, "bo", "me"), reply_to: quote },
    ]);
    await user.click(screen.getByRole("button", { name: "Answer to Ana: who?" }));
    expect(ports.jump).toHaveBeenCalledWith(1);
    const gone = { ...quote, text: "", deleted: true };
    await hold([{ ...message(2, "bo", "me"), reply_to: gone }]);
    expect(screen.getByTestId("quote")).toHaveTextContent("Message deleted");
    expect(screen.queryByRole("button", { name: /Answer to/ })).not.toBeInTheDocument();
  });

  it("a root shows its thread; with replies apart the list shows only that", async () => {
    const thread = {
      reply_count: 2,
      last_reply_seq: 3,
      last_reply_at: now(),
      participant_ids: ["bo"],
      resolved: null,
    };
    const messages = [
      { ...message(1, "ana", "root"), thread },
      { ...message(2, "bo", "answer"), thread_id: "m1" },
    ];
    const { settings } = roomEntry();
    const user = await show(messages, { settings: { ...settings, view: "threaded" } });
    expect(screen.queryByText("answer")).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /2 replies/ }));
    expect(ports.openThread).toHaveBeenCalledWith("m1");
    await hold(messages);
    expect(screen.getByText("answer")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "In thread: root" })).toBeInTheDocument();
  });

  it("a name that means somebody is theirs, mine stands out, any other is text", async () => {
    const people = [
      { user_id: "me", username: "mia" },
      { user_id: "ana", username: "ana" },
    ];
    const mentions = { people, group: null, user_ids: ["me", "ana"] };
    await show([{ ...message(1, "bo", "@mia and @ana, not @nobody"), mentions }]);
    const chips = screen.getAllByTestId("mention");
    expect(chips.map((chip) => chip.textContent)).toEqual(["@mia", "@ana"]);
    expect(chips.map((chip) => chip.dataset.mine)).toEqual(["true", undefined]);
  });

  it("a link to a message of this server opens inside, one elsewhere does not", async () => {
    const inside = `${location.origin}/rooms/01930000-0000-7000-8000-00000000000a/messages/4`;
    const user = await show([message(1, "ana", `${inside} https://elsewhere.example/`)]);
    const [first, second] = within(row("https://elsewhere.example/")).getAllByRole("link");
    if (!first || !second) throw new Error("two links");
    await user.click(first);
    expect(ports.follow).toHaveBeenCalledWith(
      "/rooms/01930000-0000-7000-8000-00000000000a/messages/4",
    );
    second.addEventListener("click", (event) => event.preventDefault());
    await user.click(second);
    expect(ports.follow).toHaveBeenCalledTimes(1);
  });
});

describe("the menu of a message", () => {
  it("opens by Enter and offers what I may do", async () => {
    const user = await show([message(1, "ana", "theirs")]);
    row("theirs").focus();
    await user.keyboard("{Enter}");
    const found = await screen.findAllByRole("menuitem");
    const items = found.map((item) => item.getAttribute("aria-keyshortcuts"));
    expect(items).toEqual(["a", "r", "t", "c", "l", "f", "p", "s"]);
    await user.click(screen.getByRole("menuitem", { name: "Save for later" }));
    expect(ports.save).toHaveBeenCalledWith(expect.objectContaining({ id: "m1" }), true);
  });

  it.each(["menu", "key"])("leads to all emoji, by %s", async (way) => {
    const user = await show([message(1, "ana", "theirs")]);
    row("theirs").focus();
    if (way === "key") await user.keyboard("a");
    else {
      await user.keyboard("{Enter}");
      await user.click(await screen.findByRole("menuitem", { name: "Add a reaction" }));
    }
    const search = await screen.findByLabelText("Search emoji");
    await waitFor(() => expect(search).toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText("Search emoji")).toBeNull());
  });

  it("does nothing by keys that I may not do", async () => {
    const user = await show([message(1, "ana", "theirs")]);
    row("theirs").focus();
    // The bar answers to the keys: without it they would do nothing anyway.
    await screen.findByRole("button", { name: "More actions" });
    await user.keyboard("e{Delete}");
    expect(screen.queryByRole("textbox")).not.toBeInTheDocument();
    expect(screen.getByText("theirs")).toBeInTheDocument();
    await user.keyboard("r");
    expect(ports.reply).toHaveBeenCalledWith(expect.objectContaining({ id: "m1" }));
  });
});
