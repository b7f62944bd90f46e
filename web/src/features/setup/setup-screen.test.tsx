import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { readSession } from "@/lib/session";
import { alice, api, community, invite, refusal, signedIn } from "@/test/api";
import { renderScreen } from "@/test/render";
import { server } from "@/test/server";

import { SetupScreen } from "./setup-screen";

const open = (token: string) =>
  renderScreen(<SetupScreen />, { path: "/setup/:token", at: `/setup/${token}` });

async function fillOwner(user: ReturnType<typeof userEvent.setup>) {
  await user.type(await screen.findByLabelText("Name"), "Alice Moreau");
  await user.type(screen.getByLabelText("E-mail"), "alice@x.example");
  await user.type(screen.getByLabelText("Password"), "correct horse battery{Enter}");
  await screen.findByRole("heading", { name: "Name the place" });
}

beforeEach(() => {
  server.use(
    api.get("/api/community/", ({ response }) =>
      response(200).json({ ...community, needs_setup: true }),
    ),
    api.get("/api/setup/{token}/", ({ response, params }) =>
      params.token === "good"
        ? response(200).json({})
        : response.untyped(HttpResponse.json(refusal("link_not_valid"), { status: 404 })),
    ),
    api.patch("/api/me/", ({ response }) => response(200).json(alice)),
  );
});

it("leads from the owner to a link for the second person", async () => {
  let sent: unknown;
  server.use(
    api.post("/api/setup/", async ({ request, response }) => {
      sent = await request.json();
      return response(201).json({ ...signedIn("fresh"), room_id: "r1", invite });
    }),
  );
  const { user, router } = open("good");
  await fillOwner(user);
  await user.type(screen.getByLabelText("Name of the server"), "Harbour Street{Enter}");
  expect(await screen.findByLabelText("Invite link")).toHaveValue(invite.url);
  expect(sent).toEqual({
    token: "good",
    name: "Alice Moreau",
    username: "alice.moreau",
    email: "alice@x.example",
    password: "correct horse battery",
    community_name: "Harbour Street",
    room_name: "General",
  });
  expect(readSession()?.userId).toBe(alice.id);
  await user.click(screen.getByRole("link", { name: "Open General" }));
  expect(router.state.location.pathname).toBe("/rooms/r1");
});

it("returns to the field of the first step that the server refused, with everything kept", async () => {
  server.use(
    api.post("/api/setup/", ({ response }) =>
      response.untyped(
        HttpResponse.json(refusal("invalid", { password: ["Too common."] }), { status: 400 }),
      ),
    ),
  );
  const { user } = open("good");
  await fillOwner(user);
  await user.type(screen.getByLabelText("Name of the server"), "Harbour Street{Enter}");
  expect(await screen.findByText("Too common.")).toBeVisible();
  expect(screen.getByLabelText("Name")).toHaveValue("Alice Moreau");
  await user.click(screen.getByRole("button", { name: "Continue" }));
  expect(await screen.findByLabelText("Name of the server")).toHaveValue("Harbour Street");
});

it("says how to get a new link when this one is dead", async () => {
  open("dead");
  expect(await screen.findByText("flowchat setup-link")).toBeVisible();
});
