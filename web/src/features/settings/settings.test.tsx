import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { settingsRoute } from "@/app/settings-routes";
import type { Me } from "@/contract/types";
import { readSession, writeSession } from "@/lib/session";
import { themeChoice } from "@/lib/theme";
import { alice, api, bob, community, invite, refusal, session, signedIn } from "@/test/api";
import { renderRoutes } from "@/test/render";
import { wireCommunity } from "@/test/wire";
import { server } from "@/test/server";

let me: Me;

beforeEach(() => {
  me = alice;
  server.use(
    api.get("/api/me/", ({ response }) => response(200).json(me)),
    api.get("/api/me/storage/", ({ response }) => response(200).json({ used: 2048, limit: null })),
    api.get("/api/community/", ({ response }) => response(200).json(community)),
    api.get("/api/accounts/", ({ response }) =>
      response(200).json({ accounts: [alice, bob].map(asAccount) }),
    ),
    api.get("/api/invites/", ({ response }) => response(200).json({ invites: [invite] })),
    api.get("/api/auth/sessions/", ({ response }) =>
      response(200).json({
        sessions: [{ ...session, id: "s2", device: "Safari on iPhone", current: false }, session],
      }),
    ),
  );
});

const asAccount = (one: Me | typeof bob) => ({ ...bob, ...one });

function open(page: string) {
  writeSession(signedIn("token"));
  return renderRoutes(
    [settingsRoute, { path: "*", element: <p>Elsewhere</p> }],
    `/settings/${page}`,
  );
}

describe("profile", () => {
  it("saves and keeps the answer", async () => {
    let sent: unknown;
    server.use(
      api.patch("/api/me/", async ({ request, response }) => {
        sent = await request.json();
        return response(200).json({ ...alice, name: "Alice M.", revision: 2 });
      }),
    );
    const { user } = open("profile");
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Alice M.");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Profile saved")).toBeVisible();
    expect(sent).toMatchObject({ name: "Alice M.", username: "alice", language: "en" });
    expect(screen.getByText("Alice M.")).toBeVisible();
  });

  it("asks for the password with a new address and says when it is wrong", async () => {
    server.use(
      api.patch("/api/me/", ({ response }) =>
        response.untyped(
          HttpResponse.json(refusal("invalid", { password: ["This is not your password."] }), {
            status: 400,
          }),
        ),
      ),
    );
    const { user } = open("profile");
    await user.type(await screen.findByLabelText("Current password"), "wrong");
    await user.click(screen.getByRole("button", { name: "Change address" }));
    expect(await screen.findByText("This is not your password.")).toBeVisible();
  });
});

describe("appearance", () => {
  it("paints at once, and goes back when the server refuses", async () => {
    server.use(
      api.patch("/api/me/", ({ response }) =>
        response.untyped(HttpResponse.json(refusal("broken"), { status: 503 })),
      ),
    );
    const { user } = open("appearance");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(await screen.findByText(/The server had a problem/)).toBeVisible();
    expect(themeChoice()).toBe("system");
  });
});

describe("security", () => {
  it("shows this device first and ends another", async () => {
    let ended: unknown;
    server.use(
      api.delete("/api/auth/sessions/{session_id}/", ({ params, response }) => {
        ended = params.session_id;
        return response(204).empty();
      }),
    );
    const { user } = open("security");
    await screen.findByText("Safari on iPhone");
    const rows = screen.getAllByRole("listitem");
    const devices = rows.filter((row) => within(row).queryByText(/Last used/));
    expect(devices[0]).toHaveTextContent("This device");
    await user.click(screen.getByRole("button", { name: "Sign out Safari on iPhone" }));
    await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
    expect(ended).toBe("s2");
  });

  it("signs out everywhere only after a second question", async () => {
    server.use(api.post("/api/auth/logout-everywhere/", ({ response }) => response(204).empty()));
    const { user } = open("security");
    await user.click(await screen.findByRole("button", { name: "Sign out everywhere" }));
    const dialog = await screen.findByRole("alertdialog");
    const cancel = within(dialog).getByRole("button", { name: "Cancel" });
    await waitFor(() => expect(cancel).toHaveFocus());
    await user.click(within(dialog).getByRole("button", { name: "Sign out everywhere" }));
    await waitFor(() => expect(readSession()).toBeNull());
  });

  it("stays signed in when the server cannot be told", async () => {
    server.use(
      api.post("/api/auth/logout/", ({ response }) => response.untyped(HttpResponse.error())),
    );
    const { user } = open("security");
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(await screen.findByText(/The server does not answer/)).toBeVisible();
    expect(readSession()).not.toBeNull();
  });
});

describe("invites", () => {
  it("makes a link with an end and a limit", async () => {
    let sent: unknown;
    server.use(
      api.post("/api/invites/", async ({ request, response }) => {
        sent = await request.json();
        return response(201).json({ ...invite, url: "https://chat.example/join/new" });
      }),
    );
    const { user } = open("invites");
    await user.click(await screen.findByRole("button", { name: "New link" }));
    const dialog = await screen.findByRole("dialog");
    await user.selectOptions(within(dialog).getByLabelText("Works for"), "1 day");
    await user.selectOptions(within(dialog).getByLabelText("How often"), "10 times");
    await user.click(within(dialog).getByRole("button", { name: "New link" }));
    expect(await screen.findByLabelText("Invite link")).toHaveValue(
      "https://chat.example/join/new",
    );
    expect(sent).toEqual({ expires_in_hours: 24, use_limit: 10, note: "" });
  });

  it("offers none while the server is closed", async () => {
    server.use(
      api.get("/api/community/", ({ response }) =>
        response(200).json({ ...community, registration: "closed" }),
      ),
    );
    open("invites");
    expect(await screen.findByText(/takes no new accounts/)).toBeVisible();
    expect(screen.getByRole("button", { name: "New link" })).toBeDisabled();
  });
});

describe("running the server", () => {
  it("is hidden from members", async () => {
    me = { ...alice, role: "member" };
    open("accounts");
    expect(await screen.findByText(/Only owners and admins/)).toBeVisible();
    expect(screen.queryByRole("link", { name: "Accounts" })).toBeNull();
  });

  it("changes the registration mode", async () => {
    let sent: unknown;
    server.use(
      api.patch("/api/community/", async ({ request, response }) => {
        sent = await request.json();
        return response(200).json({
          ...wireCommunity,
          name: "Harbour Street",
          registration: "open",
        });
      }),
    );
    const { user } = open("server");
    await user.click(await screen.findByRole("radio", { name: "Open" }));
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Server settings saved")).toBeVisible();
    expect(sent).toEqual({
      name: "Harbour Street",
      registration: "open",
      edit_minutes: 1440,
      confirm_mentions_above: 10,
      link_previews: true,
    });
  });

  it("says that previews are off where the server is run", async () => {
    server.use(
      api.get("/api/community/", ({ response }) =>
        response(200).json({ ...community, previews: false }),
      ),
    );
    open("server");
    expect(
      await screen.findByRole("switch", { name: /^Link previews/ }),
    ).toHaveAccessibleDescription(/^Turned off where this server is run/);
  });

  it("makes a reset link to hand over", async () => {
    server.use(
      api.post("/api/accounts/{user_id}/reset-link/", ({ response }) =>
        response(201).json({
          url: "https://chat.example/reset/xyz",
          expires_at: "2026-11-23T08:00:00.000Z",
        }),
      ),
    );
    const { user } = open("accounts");
    await user.click(await screen.findByRole("button", { name: "Actions for Bob Okafor" }));
    await user.click(await screen.findByRole("menuitem", { name: "Make a reset link" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Make a reset link" }));
    expect(await within(dialog).findByRole("textbox")).toHaveValue(
      "https://chat.example/reset/xyz",
    );
  });

  it("lets only owners make admins, and nobody act on themselves", async () => {
    me = { ...alice, role: "admin" };
    const { user } = open("accounts");
    await user.click(await screen.findByRole("button", { name: "Actions for Bob Okafor" }));
    expect(await screen.findByRole("menuitem", { name: "Deactivate" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Make admin" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Actions for Alice Moreau" })).toBeNull();
  });
});
