import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { communityQuery } from "@/lib/me";
import { community } from "@/test/api";
import { renderChat, roomEntry, testChat } from "@/test/chat";

import { roomStateOf } from "./model/room-state";
import { NextSteps } from "./next-steps";

function show(members: number, registration: "invite" | "closed" = "invite"): void {
  const chat = testChat();
  chat.queries.setQueryData(communityQuery.queryKey, { ...community, registration });
  const entry = roomEntry({ role: "owner", member_count: members });
  renderChat(chat, <NextSteps entry={roomStateOf(undefined, entry)} />);
}

const invite = () => screen.queryByRole("link", { name: "Invite people" });

describe("the next steps of an empty room", () => {
  it("offers an invite link and the people of the server to whoever is alone", () => {
    show(1);
    expect(invite()).toHaveAttribute("href", "/settings/invites");
    expect(screen.getByRole("button", { name: "Add people" })).toBeVisible();
  });

  it("offers no invite where nobody new may come", () => {
    show(1, "closed");
    expect(invite()).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Add people" })).toBeVisible();
  });

  it("says nothing where others are", () => {
    show(2);
    expect(invite()).not.toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
});
