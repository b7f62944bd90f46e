import { act, screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { renderChat, testChat } from "@/test/chat";

import { PersonDot, PresenceText } from "./person-dot";

const both = (
  <>
    <PersonDot userId="ana" />
    <p>
      <PresenceText userId="ana" />
    </p>
  </>
);

it("shows nothing of those about whom nobody can say anything, and all again when it can", () => {
  const chat = testChat();
  chat.leases.reset([], [], "unknown");
  renderChat(chat, both);
  expect(screen.queryByRole("img")).toBeNull();
  expect(screen.getByRole("paragraph")).toHaveTextContent(/^$/);

  act(() => chat.leases.setPresence([{ user_id: "ana", state: "online", last_seen_at: null }]));
  expect(screen.getByRole("img", { name: "Online" })).toBeVisible();

  act(() => chat.leases.setPresence([{ user_id: "ana", state: "offline", last_seen_at: null }]));
  expect(screen.queryByRole("img")).toBeNull();

  act(() =>
    chat.leases.setPresence([{ user_id: "ana", state: "away", last_seen_at: null }], "offline"),
  );
  expect(screen.getByRole("img", { name: "Away" })).toBeVisible();
});
