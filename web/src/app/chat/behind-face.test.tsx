import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { renderChat, testChat } from "@/test/chat";
import { server } from "@/test/server";

import { BehindFace } from "./behind-face";

const face = () => screen.getByRole("button", { name: "About Ana" });
const card = () => screen.findByRole("dialog", { name: "Ana" });

beforeEach(() => {
  server.use(http.get("/api/users/ana/", () => HttpResponse.json({ role: "member" })));
  renderChat(
    testChat(),
    <BehindFace userId="ana" face={<button type="button">About Ana</button>} />,
  );
});

it("opens who that is, by keys too, and gives the focus back", async () => {
  const user = userEvent.setup();
  expect(face()).toHaveAttribute("aria-haspopup", "dialog");
  expect(face()).toHaveAttribute("aria-expanded", "false");
  const before = face();
  await user.tab();
  await user.keyboard("{Enter}");
  expect(await card()).toBeInTheDocument();
  // The same element as before it was first wanted: the focus was on it.
  expect(before).toHaveAttribute("aria-expanded", "true");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(face()).toHaveFocus());
  expect(face()).toBe(before);
  expect(face()).toHaveAttribute("aria-expanded", "false");
});

it("closes when the face is pressed again", async () => {
  const user = userEvent.setup();
  await user.click(face());
  await card();
  await user.click(face());
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(face()).toHaveAttribute("aria-expanded", "false");
});
