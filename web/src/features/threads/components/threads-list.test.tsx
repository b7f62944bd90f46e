import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import type { FollowedThread } from "@/contract/types";
import { renderChat, testChat } from "@/test/chat";
import { server } from "@/test/server";
import { wireMessage } from "@/test/wire";

import { ThreadsList } from "./threads-list";

let read: unknown[];

function followed(id: string, unread: number): FollowedThread {
  const thread = {
    reply_count: 5,
    last_reply_seq: 30,
    last_reply_at: null,
    participant_ids: ["ana"],
    resolved: null,
  };
  return {
    root: wireMessage(2, { id, text: `root ${id}`, thread }),
    reading: {
      thread_id: id,
      following: true,
      last_read_seq: 0,
      unread_count: unread,
      mention_count: 0,
    },
    replies: [wireMessage(29, { id: `${id}-1` }), wireMessage(30, { id: `${id}-2` })],
  };
}

function show(threads: FollowedThread[], filter: "following" | "unread" = "following") {
  server.use(
    http.get("/api/threads/", () => HttpResponse.json({ threads, people: [], next: null })),
    http.post("/api/threads/:id/read/", async ({ request, params }) => {
      read.push({ id: params.id, ...((await request.json()) as object) });
      return HttpResponse.json({ ...followed("b", 0).reading, last_read_seq: 30 });
    }),
  );
  renderChat(
    testChat(),
    <ThreadsList filter={filter} nameOf={() => "Pier"} pathOf={(root) => `/thread/${root.id}`} />,
  );
}

async function firstCard() {
  const [card] = await screen.findAllByRole("article");
  if (!card) throw new Error("No thread is shown");
  return within(card);
}

beforeEach(() => {
  read = [];
});

it("puts what is unread first, with its last replies and how many came before", async () => {
  show([followed("a", 0), followed("b", 2)]);
  const cards = await screen.findAllByRole("article");
  expect(cards.map((card) => within(card).getByText(/^root/).textContent)).toEqual([
    "root b",
    "root a",
  ]);
  const unread = await firstCard();
  expect(unread.getByText("2 new")).toBeVisible();
  expect(unread.getByText("3 earlier replies")).toBeVisible();
  expect(unread.getByRole("link")).toHaveAttribute("href", "/thread/b");
});

it("marks a thread as read up to its last reply, and leaves the card where it is", async () => {
  show([followed("a", 0), followed("b", 2)]);
  await userEvent.click(await screen.findByRole("button", { name: "Mark as read" }));
  await waitFor(() => expect(screen.queryByText("2 new")).toBeNull());
  // Shown before the server has heard of it.
  await waitFor(() => expect(read).toEqual([{ id: "b", seq: 30 }]));
  expect((await firstCard()).getByText("root b")).toBeVisible();
});

it("takes it back when the server refuses", async () => {
  show([followed("b", 2)]);
  server.use(
    http.post("/api/threads/:id/read/", () => {
      read.push("refused");
      return HttpResponse.json(
        { error: { code: "forbidden", message: "No.", fields: {} } },
        { status: 403 },
      );
    }),
  );
  await userEvent.click(await screen.findByRole("button", { name: "Mark as read" }));
  await waitFor(() => expect(read).toEqual(["refused"]));
  expect(await screen.findByText("2 new")).toBeVisible();
});

it("says what to do where there is nothing", async () => {
  show([], "unread");
  expect(await screen.findByText("You have read everything")).toBeVisible();
});
