import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it } from "vitest";

import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { membershipOf } from "@/features/rooms/model/membership";
import { sectionsOf } from "@/features/rooms/model/sidebar";
import { keys } from "@/realtime/keys";
import { useRoomEntry } from "@/realtime/use-cache";
import { renderChat, roomEntry, testChat, type TestChat } from "@/test/chat";
import { server } from "@/test/server";

import { RoomHeaderMenu } from "./room-header-menu";
import { RoomList } from "./room-list";

let chat: TestChat;
let changes: unknown[];

function Entry({ children }: { children: (entry: RoomSummary) => ReactNode }) {
  const entry = useRoomEntry("r1") as RoomSummary | undefined;
  return entry ? children(entry) : null;
}

const list = (entry: RoomSummary) => (
  <RoomList
    sections={sectionsOf([entry], [], "me")}
    dot={() => null}
    draft={() => null}
    onRead={() => undefined}
  />
);

beforeEach(() => {
  chat = testChat();
  changes = [];
  const entry = roomEntry();
  chat.queries.setQueryData<RoomSummary>(keys.room("r1"), { ...entry, ...membershipOf(entry) });
  server.use(
    http.patch("/api/rooms/r1/settings/", async ({ request }) => {
      changes.push(await request.json());
      return HttpResponse.json({});
    }),
  );
});

describe("the menu of a room in view", () => {
  it("mutes, makes a favourite, and switches how threads show, by keys", async () => {
    const user = userEvent.setup();
    renderChat(chat, <Entry>{(entry) => <RoomHeaderMenu entry={entry} details="/there" />}</Entry>);
    const open = () => user.click(screen.getByRole("button", { name: "For this chat" }));
    await open();
    await user.keyboard("{ArrowDown}{Enter}");
    await open();
    await user.click(screen.getByRole("menuitem", { name: "Mute" }));
    await open();
    expect(screen.getByRole("menuitem", { name: "Unmute" })).toBeInTheDocument();
    await user.click(screen.getByRole("menuitemradio", { name: "On their own" }));
    await waitFor(() =>
      expect(changes).toEqual([{ favourite: true }, { muted: true }, { view: "threaded" }]),
    );
  });
});

describe("the menu of a row", () => {
  const row = () => screen.getByRole("link", { name: /General/ });

  it("opens by the menu key or a right click on its row", async () => {
    renderChat(chat, <Entry>{list}</Entry>);
    fireEvent.contextMenu(row());
    expect(await screen.findByRole("menuitem", { name: "Mute" })).toBeInTheDocument();
  });

  it("opens by a long press, whose end leads nowhere", async () => {
    renderChat(chat, <Entry>{list}</Entry>);
    fireEvent.pointerDown(row(), { pointerType: "touch" });
    // The finger stays until the menu is there, which may have to be fetched first.
    expect(await screen.findByRole("menuitem", { name: "Mute" })).toBeInTheDocument();
    fireEvent.pointerUp(row(), { pointerType: "touch" });
    expect(fireEvent.click(row(), { detail: 1 })).toBe(false);
  });
});
