import { screen } from "@testing-library/react";
import { HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";

import { CONTRACT_LEVEL } from "@/contract/level";
import { clearSession, readSession } from "@/lib/session";
import { alice, api, community, signedIn } from "@/test/api";
import { renderRoutes } from "@/test/render";
import { server } from "@/test/server";

import { PrivateFrame } from "./private-frame";
import { RequireAuth } from "./require-auth";
import { routes } from "./router";
import { settingsRoute } from "./settings-routes";

beforeEach(() => {
  server.use(
    api.get("/api/community/", ({ response }) => response(200).json(community)),
    api.get("/api/me/", ({ response }) => response(200).json(alice)),
    api.post("/api/auth/login/", ({ response }) => response(200).json(signedIn("fresh"))),
  );
});

/** The real routes, with the settings directly behind sign-in: the chat's session needs a socket. */
const withoutChat = [
  { Component: RequireAuth, children: [settingsRoute] },
  ...(routes[0]?.children ?? []),
];

it("asks the signed-out to sign in and then takes them where they wanted to go", async () => {
  const { user, router } = renderRoutes(withoutChat, "/settings/appearance");
  await user.type(await screen.findByLabelText("E-mail or username"), "alice");
  expect(router.state.location.pathname).toBe("/sign-in");
  await user.type(screen.getByLabelText("Password"), "correct horse{Enter}");
  expect(await screen.findByRole("radio", { name: "Dark" })).toBeVisible();
  expect(router.state.location.pathname).toBe("/settings/appearance");
});

it("follows a sign-out in another tab and forgets what it knew", async () => {
  const { user, queries } = renderRoutes(withoutChat, "/settings/appearance");
  await user.type(await screen.findByLabelText("E-mail or username"), "alice");
  await user.type(screen.getByLabelText("Password"), "correct horse{Enter}");
  await screen.findByRole("radio", { name: "Dark" });
  // What the browser does in this tab when another one removes the token.
  const access = readSession()?.access ?? null;
  clearSession();
  window.dispatchEvent(new StorageEvent("storage", { key: "flowchat.access", oldValue: access }));
  expect(await screen.findByRole("button", { name: "Sign in" })).toBeVisible();
  expect(queries.getQueryData(["me"])).toBeUndefined();
});

it("says so when an address leads nowhere", async () => {
  renderRoutes(routes, "/no/such/page");
  expect(await screen.findByRole("link", { name: "Go to your chats" })).toHaveAttribute(
    "href",
    "/",
  );
});

it("shows the offline screen when the first request finds no server", async () => {
  server.use(api.get("/api/community/", ({ response }) => response.untyped(HttpResponse.error())));
  renderRoutes(routes, "/sign-in");
  // First the line that counts down: a second later it says something else.
  expect(await screen.findByText("Next try in 10 seconds")).toBeVisible();
  expect(screen.getByRole("heading", { name: "The server does not answer" })).toBeVisible();
});

it("offers a reload when the server speaks a newer wire", async () => {
  server.use(
    api.get("/api/community/", ({ response }) =>
      response(200).json({ ...community, contract_level: CONTRACT_LEVEL + 1 }),
    ),
  );
  renderRoutes([{ path: "/", Component: PrivateFrame }], "/");
  expect(await screen.findByText(/A new version of FlowChat is ready/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Reload" })).toBeVisible();
});
