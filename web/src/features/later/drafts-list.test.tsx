import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";

import { Toaster } from "@/components/ui/toaster";
import { renderChat, testChat, type TestChat } from "@/test/chat";

import { DraftsList } from "./drafts-list";

const inRoom = { room_id: "r1", thread_id: null };
const inThread = { room_id: "r1", thread_id: "m2" };
let chat: TestChat;

function show(): void {
  renderChat(
    chat,
    <>
      <DraftsList
        nameOf={({ thread_id }) => (thread_id ? "a thread" : "Pier")}
        titleOf={({ thread_id }) => (thread_id ? "a thread" : "Pier")}
        pathOf={({ thread_id }) => (thread_id ? null : "/rooms/r1")}
      />
      <Toaster />
    </>,
  );
}

beforeEach(() => {
  localStorage.clear();
  chat = testChat();
});

it("leads to where something was begun, unless I am not there any more", () => {
  chat.drafts.write(inRoom, { text: "Half a thought" });
  chat.drafts.write(inThread, { text: "And another" });
  show();
  expect(screen.getAllByRole("listitem")).toHaveLength(2);
  expect(screen.getAllByRole("link")).toHaveLength(1);
  expect(screen.getByRole("link", { name: /^Go on writing in Pier/ })).toHaveAttribute(
    "href",
    "/rooms/r1",
  );
});

it("throws a draft away, and gives it back", async () => {
  chat.drafts.write(inRoom, { text: "Half a thought" });
  show();
  await userEvent.click(screen.getByRole("button", { name: "Delete draft" }));
  expect(screen.getByText("No drafts")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(chat.drafts.read(inRoom)?.text).toBe("Half a thought");
  expect(screen.getByText("Half a thought")).toBeVisible();
});

it("gives nothing back over what was written meanwhile", async () => {
  chat.drafts.write(inRoom, { text: "Half a thought" });
  show();
  await userEvent.click(screen.getByRole("button", { name: "Delete draft" }));
  act(() => chat.drafts.write(inRoom, { text: "A new one" }));
  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(chat.drafts.read(inRoom)?.text).toBe("A new one");
});
