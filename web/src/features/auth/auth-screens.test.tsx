import { screen, waitFor } from "@testing-library/react";
import { HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { readSession } from "@/lib/session";
import { alice, api, community, refusal, signedIn } from "@/test/api";
import { renderScreen } from "@/test/render";
import { server } from "@/test/server";

import { JoinScreen } from "./join-screen";
import { ResetScreen } from "./reset-screen";
import { SignInScreen } from "./sign-in-screen";

function communityIs(change: Partial<typeof community> = {}) {
  server.use(
    api.get("/api/community/", ({ response }) => response(200).json({ ...community, ...change })),
  );
}

beforeEach(() => communityIs());

describe("sign in", () => {
  const open = () => renderScreen(<SignInScreen />, { path: "/sign-in" });

  it("signs in and goes on", async () => {
    let sent: unknown;
    server.use(
      api.post("/api/auth/login/", async ({ request, response }) => {
        sent = await request.json();
        return response(200).json(signedIn("fresh"));
      }),
    );
    const { user } = open();
    await user.type(await screen.findByLabelText("E-mail or username"), "alice");
    await user.type(screen.getByLabelText("Password"), "correct horse{Enter}");
    await screen.findByText("Elsewhere");
    expect(sent).toEqual({ login: "alice", password: "correct horse" });
    expect(readSession()).toMatchObject({ access: "fresh", userId: alice.id });
  });

  it("says that name and password do not fit, and stays", async () => {
    server.use(
      api.post("/api/auth/login/", ({ response }) =>
        response.untyped(HttpResponse.json(refusal("wrong_credentials"), { status: 401 })),
      ),
    );
    const { user } = open();
    await user.type(await screen.findByLabelText("E-mail or username"), "alice");
    await user.type(screen.getByLabelText("Password"), "wrong{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("do not belong together");
    expect(readSession()).toBeNull();
  });

  it("points at the empty field without asking the server", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    const login = screen.getByLabelText("E-mail or username");
    await waitFor(() => expect(login).toHaveFocus());
    expect(login).toHaveAccessibleDescription("Fill this in.");
    expect(login).toBeInvalid();
  });

  it("says how long to wait after too many tries", async () => {
    server.use(
      api.post("/api/auth/login/", ({ response }) =>
        response.untyped(
          HttpResponse.json(refusal("slow_down"), {
            status: 429,
            headers: { "Retry-After": "300" },
          }),
        ),
      ),
    );
    const { user } = open();
    await user.type(await screen.findByLabelText("E-mail or username"), "alice");
    await user.type(screen.getByLabelText("Password"), "x{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Try again in 5 minutes");
  });

  it("offers an account only where registration is open", async () => {
    communityIs({ registration: "open" });
    open();
    expect(await screen.findByRole("link", { name: "Create one" })).toHaveAttribute(
      "href",
      "/join",
    );
  });

  it("shows the way to set-up instead of a form that cannot work", async () => {
    communityIs({ needs_setup: true });
    open();
    expect(await screen.findByText("flowchat setup-link")).toBeVisible();
    expect(screen.queryByLabelText("Password")).toBeNull();
  });
});

describe("join", () => {
  const open = (token = "good") =>
    renderScreen(<JoinScreen />, { path: "/join/:token?", at: `/join/${token}` });

  beforeEach(() => {
    server.use(
      api.get("/api/invites/{key}/", ({ response, params }) =>
        params.key === "good"
          ? response(200).json({ community, invited_by: "Alice Moreau" })
          : response.untyped(HttpResponse.json(refusal("link_not_valid"), { status: 404 })),
      ),
      api.patch("/api/me/", ({ response }) => response(200).json(alice)),
    );
  });

  it("makes an account with the invite and a username made from the name", async () => {
    let sent: unknown;
    server.use(
      api.post("/api/auth/register/", async ({ request, response }) => {
        sent = await request.json();
        return response(201).json(signedIn("fresh"));
      }),
    );
    const { user } = open();
    expect(await screen.findByText("Alice Moreau invites you.")).toBeVisible();
    await user.type(screen.getByLabelText("Name"), "Zoë Ångström");
    await user.type(screen.getByLabelText("E-mail"), "zoe@x.example");
    await user.type(screen.getByLabelText("Password"), "a long password{Enter}");
    await screen.findByText("Elsewhere");
    expect(sent).toEqual({
      name: "Zoë Ångström",
      username: "zoe.angstrom",
      email: "zoe@x.example",
      password: "a long password",
      invite: "good",
    });
  });

  it("puts a taken username at its field", async () => {
    server.use(
      api.post("/api/auth/register/", ({ response }) =>
        response.untyped(HttpResponse.json(refusal("username_taken"), { status: 409 })),
      ),
    );
    const { user } = open();
    await user.type(await screen.findByLabelText("Name"), "Bob");
    await user.type(screen.getByLabelText("E-mail"), "bob@x.example");
    await user.type(screen.getByLabelText("Password"), "a long password{Enter}");
    expect(await screen.findByText(/Somebody has this username/)).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Username")).toHaveFocus());
  });

  it("says that a dead link is dead", async () => {
    open("dead");
    expect(await screen.findByRole("heading", { name: "This link does not work" })).toBeVisible();
  });
});

describe("reset", () => {
  it("saves the new password and signs in", async () => {
    server.use(
      api.get("/api/auth/reset/{token}/", ({ response }) =>
        response(200).json({ username: "bob" }),
      ),
      api.post("/api/auth/reset/", ({ response }) => response(200).json(signedIn("fresh"))),
    );
    const { user } = renderScreen(<ResetScreen />, { path: "/reset/:token?", at: "/reset/abc" });
    expect(await screen.findByText("For bob")).toBeVisible();
    await user.type(screen.getByLabelText("New password"), "brand new words{Enter}");
    await screen.findByText("Elsewhere");
    expect(readSession()?.access).toBe("fresh");
  });

  it("names a person to ask where no mail is sent", async () => {
    renderScreen(<ResetScreen />, { path: "/reset/:token?", at: "/reset" });
    expect(
      await screen.findByText(/An admin of Harbour Street can make a reset link/),
    ).toBeVisible();
  });
});
