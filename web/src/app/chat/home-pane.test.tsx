import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { keys } from "@/realtime/keys";
import { renderChat, testChat } from "@/test/chat";

import { HomePane } from "./home-pane";

describe("the pane beside the list", () => {
  it("offers no choice before the chats are known, and does once they are", async () => {
    const chat = testChat();
    renderChat(chat, <HomePane />);
    expect(screen.getByText("Connecting")).toBeVisible();
    expect(screen.queryByText("Choose a chat")).not.toBeInTheDocument();
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
    chat.queries.setQueryData(keys.rooms, ["r1"]);
    expect(await screen.findByText("Choose a chat")).toBeVisible();
    expect(screen.queryByText("Connecting")).not.toBeInTheDocument();
  });

  it("says what to do where there is no chat yet", () => {
    const chat = testChat();
    chat.queries.setQueryData(keys.rooms, []);
    renderChat(chat, <HomePane />);
    expect(screen.getByText("No chats yet")).toBeVisible();
  });
});
