import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import type { RefObject } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { communityQuery } from "@/lib/me";
import { keys } from "@/realtime/keys";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import { community } from "@/test/api";
import { message, person, renderChat, testChat } from "@/test/chat";
import { server } from "@/test/server";

import type { Reach } from "./api";
import { Composer, type ComposerHandle, type ComposerProps } from "./composer";
import { lengthOf } from "./room-left";

const composer = <Composer roomId="r1" name="General" placeholder="Message General" />;
const field = () =>
  screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message to General" });

beforeEach(() => {
  localStorage.clear();
  // Whoever sends does not wait longer than a moment for the check; a slow machine must not make it give up.
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => new AbortController().signal);
});

const handle: RefObject<ComposerHandle | null> = { current: null };

async function start({
  quoted = false,
  ...props
}: Partial<ComposerProps> & { quoted?: boolean } = {}) {
  const chat = testChat();
  const limits = { ...community.limits, message_length: 50 };
  chat.queries.setQueryData(communityQuery.queryKey, { ...community, limits });
  await chat.outbox.start();
  chat.transport.start({
    onEnvelope: () => undefined,
    onReady: () => undefined,
    onHeads: () => undefined,
    onUntold: () => undefined,
    onPresence: () => undefined,
    onTyping: () => undefined,
  });
  chat.transport.connect();
  renderChat(
    chat,
    <Composer
      roomId="r1"
      name="General"
      placeholder="Message General"
      handle={handle}
      {...props}
    />,
  );
  if (quoted) act(() => handle.current?.reply(message(3, "ana")));
  return { chat, user: userEvent.setup() };
}

describe("the composer", () => {
  it("sends with Enter and breaks the line with Shift+Enter", async () => {
    const { chat, user } = await start();
    await user.type(field(), "one{Shift>}{Enter}{/Shift}two{Enter}");
    expect(chat.sentTexts).toEqual(["one\ntwo"]);
    expect(field().value).toBe("");
    expect(field()).toHaveFocus();
  });

  it("leaves the Enter that accepts a candidate to the input method", async () => {
    const { chat, user } = await start();
    await user.type(field(), "nihao");
    fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
    fireEvent.keyDown(field(), { key: "Enter", keyCode: 229 });
    expect(chat.sentTexts).toEqual([]);
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(chat.sentTexts).toEqual(["nihao"]));
  });

  it("sends nothing that is only space, and trims", async () => {
    const { chat, user } = await start();
    await user.type(field(), "   {Enter}");
    await user.type(field(), " word  {Enter}");
    expect(chat.sentTexts).toEqual(["word"]);
  });

  it("says by how much a text is too long, and keeps it", async () => {
    const { chat, user } = await start();
    await screen.findByText("50 characters left");
    fireEvent.change(field(), { target: { value: "😀".repeat(53) } });
    expect(screen.getByRole("status")).toHaveTextContent("3 characters too many");
    await user.type(field(), "{Enter}");
    expect(chat.sentTexts).toEqual([]);
    expect(lengthOf(field().value)).toBe(53);
  });

  it("keeps the draft of each room over a new visit", async () => {
    const { user } = await start();
    await user.type(field(), "half a thought");
    cleanup();
    renderChat(testChat(), composer);
    expect(field().value).toBe("half a thought");
    expect(field().selectionStart).toBe("half a thought".length);
    renderChat(testChat(), <Composer roomId="r2" name="Other" placeholder="" />);
    expect(
      screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message to Other" }).value,
    ).toBe("");
  });

  it("tells that I am typing once in two seconds, and that I stopped", async () => {
    const { chat, user } = await start();
    // Two seconds that no slow machine can use up.
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    await user.type(field(), "quick{Enter}");
    expect(chat.transport.signals).toEqual([
      { type: "typing", room_id: "r1", typing: true },
      { type: "typing", room_id: "r1", typing: false },
    ]);
  });

  it("completes names by keyboard and says who is not in the room", async () => {
    const people = [
      { person: person("bob", "Bob Stone"), place: "recent" },
      { person: person("bobby", "Bobby Far"), place: "outside" },
    ];
    server.use(http.get("/api/rooms/r1/mentionable/", () => HttpResponse.json({ people })));
    const { user } = await start();
    await user.type(field(), "Hello @bo");
    const options = await screen.findAllByRole("option");
    expect(options.map((one) => one.textContent)).toEqual([
      expect.stringContaining("Bob Stone@bob"),
      expect.stringContaining("Bobby Far@bobbyNot in this room"),
    ]);
    expect(field()).toHaveAttribute("aria-activedescendant", options[0]?.id);
    await user.keyboard("{ArrowDown}{Enter}");
    expect(field().value).toBe("Hello @bobby ");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("leaves Enter alone once the list was closed", async () => {
    const people = [{ person: person("bob", "Bob"), place: "member" }];
    server.use(
      http.get("/api/rooms/r1/mentionable/", () => HttpResponse.json({ people })),
      http.post("/api/rooms/r1/mentions/", () => reach({})),
    );
    const { chat, user } = await start();
    await user.type(field(), "@bo");
    await screen.findByRole("listbox");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(chat.sentTexts).toEqual(["@bo"]));
  });

  it("asks before a message that somebody named would not see", async () => {
    server.use(
      http.post("/api/rooms/r1/mentions/", () => reach({ outside: [person("far", "Fara")] })),
    );
    const { chat, user } = await start();
    await user.type(field(), "@far look at this{Enter}");
    expect(await screen.findByText(/Fara is not in this room/)).toBeVisible();
    expect(chat.sentTexts).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Go back" }));
    expect(field().value).toBe("@far look at this");
    await user.type(field(), "{Enter}");
    await user.click(await screen.findByRole("button", { name: "Send anyway" }));
    expect(chat.sentTexts).toEqual(["@far look at this"]);
    expect(field().value).toBe("");
  });

  it.each([
    [11, true],
    [10, false],
  ])("asks before notifying %i people: %s", async (tells, asks) => {
    server.use(
      http.get("/api/rooms/r1/mentionable/", () => HttpResponse.json({ people: [] })),
      http.post("/api/rooms/r1/mentions/", () => reach({ group: "all", tells })),
    );
    const { chat, user } = await start();
    await user.type(field(), "@all: lunch{Enter}");
    if (asks) {
      expect(await screen.findByRole("dialog", { name: "Notify 11 people?" })).toBeVisible();
      expect(chat.sentTexts).toEqual([]);
      await user.keyboard("{Enter}");
    }
    await waitFor(() => expect(chat.sentTexts).toEqual(["@all: lunch"]));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("sends when nobody can say whom it calls", async () => {
    server.use(http.post("/api/rooms/r1/mentions/", () => HttpResponse.error()));
    const { chat, user } = await start();
    await user.type(field(), "@bob hello{Enter}");
    await waitFor(() => expect(chat.sentTexts).toEqual(["@bob hello"]));
  });

  it("answers a message, and lets Esc take that back", async () => {
    const { chat, user } = await start({ quoted: true });
    expect(await screen.findByTestId("reply-bar")).toHaveTextContent("Reply to Ana: text 3");
    await user.type(field(), "{Escape}");
    expect(screen.queryByTestId("reply-bar")).toBeNull();
    act(() => handle.current?.reply(message(3, "ana")));
    await user.type(field(), "Yes{Enter}");
    const [sent] = chat.queries.getQueryData<Outgoing[]>(keys.outbox) ?? [];
    expect(sent?.reply_to).toMatchObject({ message_id: "m3", text: "text 3" });
    expect(screen.queryByTestId("reply-bar")).toBeNull();
  });

  it("formats by keys, and goes on in an open block of code", async () => {
    const { chat, user } = await start();
    await user.type(field(), "bold");
    field().setSelectionRange(0, 4);
    await user.keyboard("{Control>}b{/Control}");
    expect(field().value).toBe("**bold**");
    fireEvent.change(field(), { target: { value: "```\ncode" } });
    field().setSelectionRange(8, 8);
    await user.keyboard("{Enter}");
    expect(chat.sentTexts).toEqual([]);
    expect(field().value).toBe("```\ncode\n");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(chat.sentTexts).toHaveLength(1);
  });

  it("makes rich text and links of what is pasted", async () => {
    const { user } = await start();
    await user.click(field());
    paste({ "text/html": "<p>A <b>bold</b> word</p>", "text/plain": "A bold word" });
    await expect.poll(() => field().value).toBe("A **bold** word");
    field().setSelectionRange(0, 1);
    paste({ "text/plain": "https://x.org" });
    expect(field().value).toBe("[A](https://x.org) **bold** word");
  });

  it("shows what another device wrote meanwhile, and keeps the words here until told otherwise", async () => {
    const { chat, user } = await start();
    await user.type(field(), "mine");
    const draft = { room_id: "r1", thread_id: null, reply_to_id: null, updated_at: "" };
    act(() => chat.drafts.take([{ ...draft, text: "theirs", version: 4 }]));
    expect(field().value).toBe("mine");
    expect(await screen.findByText(/From your other device/)).toHaveTextContent("theirs");
    await user.click(screen.getByRole("button", { name: "Use that" }));
    expect(field().value).toBe("theirs");
  });

  it("edits the last message with the arrow, in an empty field only", async () => {
    const edits: string[] = [];
    const { user } = await start({ onEditLast: () => edits.push("last") > 0 });
    await user.type(field(), "{ArrowUp}x{ArrowUp}");
    expect(edits).toEqual(["last"]);
  });
});

const reach = (change: Partial<Reach>) =>
  HttpResponse.json({ outside: [], tells: 0, group: null, ...change });

function paste(data: Record<string, string>) {
  fireEvent.paste(field(), { clipboardData: { getData: (type: string) => data[type] ?? "" } });
}
