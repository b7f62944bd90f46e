import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";

import { roomStateOf } from "@/app/chat/model/room-state";
import { AuthProvider } from "@/lib/auth-context";
import { RouterProvider } from "@/lib/router/router-provider";
import { ChatContext } from "@/realtime/chat-context";
import { keys } from "@/realtime/keys";
import { alice, api, bob } from "@/test/api";
import { person, roomEntry, testChat, type TestChat } from "@/test/chat";
import { memoryRouter } from "@/test/router";
import { server } from "@/test/server";

import { QuickSwitcher } from "./switcher";

let chat: TestChat;
let asked: string[];

function addRoom(id: string, name: string, unread = 0): void {
  const base = roomEntry();
  const entry = roomEntry({ room: { ...base.room, id, name }, unread_count: unread });
  chat.queries.setQueryData(keys.room(id), roomStateOf(undefined, entry));
  chat.queries.setQueryData<readonly string[]>(keys.rooms, (ids) => [...(ids ?? []), id]);
}

beforeEach(() => {
  chat = testChat();
  asked = [];
  addRoom("r1", "General");
  addRoom("r2", "Marketing", 2);
  chat.queries.setQueryData(["me"], { ...alice, id: "me" });
  server.use(
    api.get("/api/users/", ({ query, response }) => {
      asked.push(query.get("search") ?? "");
      return response(200).json({ people: [{ ...person("x1", "Marla Stone") }, bob] });
    }),
  );
});

function open() {
  const router = memoryRouter(
    [
      {
        path: "*",
        element: (
          <>
            <input aria-label="Elsewhere" />
            <QuickSwitcher />
          </>
        ),
      },
    ],
    "/rooms/r1",
  );
  render(
    <QueryClientProvider client={chat.queries}>
      <AuthProvider>
        <ChatContext value={chat}>
          <RouterProvider router={router} />
        </ChatContext>
      </AuthProvider>
    </QueryClientProvider>,
  );
  screen.getByLabelText("Elsewhere").focus();
  fireEvent.keyDown(window, { key: "k", ctrlKey: true });
  return { router, user: userEvent.setup() };
}

/** The field, once it has the focus: the switcher may still be on its way, and takes it a moment after it came. */
async function field() {
  const found = await screen.findByRole("combobox");
  await waitFor(() => expect(found).toHaveFocus());
  return found;
}
const chosen = () => screen.getByRole("option", { selected: true });

describe("the quick switcher", () => {
  it("offers what is unread first and not the room I am in", async () => {
    open();
    await field();
    const unread = screen.getByRole("group", { name: "Unread" });
    expect(
      within(unread)
        .getAllByRole("option")
        .map((one) => one.textContent),
    ).toEqual([expect.stringContaining("Marketing")]);
    expect(screen.queryByRole("option", { name: /General/ })).toBeNull();
    expect(await field()).toHaveAttribute("aria-activedescendant", chosen().id);
  });

  it("finds with a slip of the finger and opens with Enter", async () => {
    const { user, router } = open();
    await user.type(await field(), "marketign{Enter}");
    expect(router.state.location.pathname).toBe("/rooms/r2");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("keeps the choice while people arrive from the server", async () => {
    let answer: () => void = () => undefined;
    const asking = new Promise<void>((done) => (answer = done));
    server.use(
      api.get("/api/users/", async ({ query, response }) => {
        asked.push(query.get("search") ?? "");
        await asking;
        return response(200).json({ people: [{ ...person("x1", "Marla Stone") }, bob] });
      }),
    );
    const { user } = open();
    // In one go, as no machine is too slow for: a pause between two letters asks about the first alone.
    const search = await field();
    for (const value of ["m", "ma", "mar"]) fireEvent.change(search, { target: { value } });
    await user.keyboard("{ArrowDown}");
    const before = chosen().textContent;
    expect(screen.queryByRole("option", { name: /Marla Stone/ })).toBeNull();
    answer();
    const late = await screen.findByRole("option", { name: /Marla Stone/ });
    expect(asked).toEqual(["mar"]);
    expect(chosen().textContent).toBe(before);
    expect(screen.getAllByRole("option").indexOf(late)).toBeGreaterThan(0);
  });

  it("runs commands, and walks around the ends of the list", async () => {
    const { user, router } = open();
    await user.type(await field(), "new room");
    await user.keyboard("{ArrowUp}{ArrowDown}{Enter}");
    expect(router.state.location.pathname + router.state.location.search).toBe("/new");
  });

  it("finds every page of the preferences by what people call them", async () => {
    const { user } = open();
    await user.type(await field(), "settings");
    const pages = await screen.findByRole("group", { name: "Preferences" });
    expect(within(pages).getAllByRole("option").length).toBeGreaterThan(4);
    expect(within(pages).getByRole("option", { name: /Privacy/ })).toBeVisible();
  });

  it("gives the focus back on Escape", async () => {
    const { user } = open();
    await field();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByLabelText("Elsewhere")).toHaveFocus());
  });

  it("gives it back also when something was chosen the time before", async () => {
    const { user } = open();
    await user.type(await field(), "marketing{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    screen.getByLabelText("Elsewhere").focus();
    fireEvent.keyDown(window, { key: "k", ctrlKey: true });
    await field();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByLabelText("Elsewhere")).toHaveFocus());
  });

  it("says so when nothing is found", async () => {
    server.use(api.get("/api/users/", ({ response }) => response(200).json({ people: [] })));
    const { user } = open();
    await user.type(await field(), "qqxxqq");
    expect(await screen.findByText("Nothing is called “qqxxqq”")).toBeVisible();
    expect(await field()).toHaveAttribute("aria-expanded", "false");
  });
});
