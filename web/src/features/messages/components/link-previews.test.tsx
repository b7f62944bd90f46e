import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import type { LinkPreview, Message, RoomRole } from "@/contract/types";
import { MessageScopeContext, type MessagePorts } from "@/features/messages/scope";
import { communityQuery } from "@/lib/me";
import { community } from "@/test/api";
import { renderChat, roomEntry, testChat } from "@/test/chat";
import { server } from "@/test/server";
import { wireCommunity, wireMessage } from "@/test/wire";

import { LinkPreviews } from "./link-previews";

const news: LinkPreview = {
  id: "p1",
  url: "https://www.news.example/a",
  title: "A title",
  description: "Some words",
  site: "The News",
  picture: { url: "/api/previews/p1/picture/?key=k", width: 640, height: 320 },
};

interface Shown {
  previews?: LinkPreview[];
  role?: RoomRole | null;
  author?: string;
  wanted?: boolean;
}

let next = 0;

function show({ previews = [news], role = "member", author = "me", wanted = true }: Shown = {}) {
  const message: Message = wireMessage(5, {
    id: `previewed-${next++}`,
    author_id: author,
    previews,
  });
  const chat = testChat();
  chat.queries.setQueryData(communityQuery.queryKey, {
    ...wireCommunity,
    link_previews: wanted,
    needs_setup: false,
    contract_level: 2,
    version: "1",
    mail: false,
    previews: true,
    firebase: null,
    limits: community.limits,
  });
  const { room } = roomEntry();
  const scope = {
    room,
    role,
    threadId: null,
    ports: {} as MessagePorts,
    openDialog: () => undefined,
  };
  renderChat(
    chat,
    <MessageScopeContext value={scope}>
      <LinkPreviews message={message} tabIndex={0} />
    </MessageScopeContext>,
  );
  return message;
}

describe("the previews of a message's links", () => {
  it("say what a link leads to and where that really is", async () => {
    show();
    const link = screen.getByRole("link", { name: "A title" });
    expect(link).toHaveAttribute("href", "https://www.news.example/a");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
    expect(screen.getByText("The News").closest("p")).toHaveTextContent("The News · news.example");
    const found = await axe.run(document.body, {
      rules: { region: { enabled: false }, "color-contrast": { enabled: false } },
    });
    expect(found.violations).toEqual([]);
  });

  it("keep the room for a picture, also when it can't be had", () => {
    show();
    const picture = document.querySelector("img");
    expect(picture).toHaveAttribute("src", "/api/previews/p1/picture/?key=k");
    const frame = picture?.parentElement;
    expect(frame?.style.aspectRatio).toBe("352 / 176");
    if (picture) fireEvent.error(picture);
    expect(document.querySelector("img")).toBeNull();
    expect(frame).toBeInTheDocument();
  });

  it("show markup as the text it is, and no link that must not be opened", () => {
    show({
      previews: [
        { ...news, id: "a", title: "<b>Bold</b>", picture: null },
        { ...news, id: "b", url: "javascript:alert(1)", title: "Never" },
      ],
    });
    expect(screen.getByText("<b>Bold</b>")).toBeVisible();
    expect(screen.queryByText("Never")).toBeNull();
  });

  it("can be taken away by their author, with the keyboard", async () => {
    const removed: string[] = [];
    server.use(
      http.delete("/api/messages/:id/previews/", ({ params }) => {
        removed.push(String(params.id));
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const message = show();
    const user = userEvent.setup();
    await user.tab();
    expect(screen.getByRole("link", { name: "A title" })).toHaveFocus();
    await user.tab();
    expect(screen.getByRole("button", { name: "Remove preview" })).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(removed).toEqual([message.id]));
  });

  it.each([
    { role: "member", author: "ana", there: false },
    { role: "admin", author: "ana", there: true },
    { role: null, author: "ana", there: false },
  ] as const)("offer that to $role about a message of $author: $there", (given) => {
    show(given);
    const button = screen.queryByRole("button", { name: "Remove preview" });
    expect(button !== null).toBe(given.there);
  });

  it("are not shown once the admins turned them off", () => {
    show({ wanted: false });
    expect(screen.queryByText("A title")).toBeNull();
  });

  it("are nothing where there are none", () => {
    show({ previews: [] });
    expect(screen.queryByTestId("previews")).toBeNull();
  });
});
