import { act, screen, waitFor, within } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { settingsRoute } from "@/app/settings-routes";
import type { CustomEmoji } from "@/contract/types";
import { writeSession } from "@/lib/session";
import { keys } from "@/realtime/keys";
import { alice, api, bob, community, refusal, signedIn } from "@/test/api";
import { renderRoutes } from "@/test/render";
import { server } from "@/test/server";

const parrot: CustomEmoji = {
  id: "e1",
  name: "parrot",
  url: "/api/emoji/e1/picture/",
  created_by: null,
  created_at: "2026-01-01T00:00:00.000Z",
};

beforeEach(() => {
  server.use(
    api.get("/api/me/", ({ response }) => response(200).json(alice)),
    api.get("/api/community/", ({ response }) => response(200).json(community)),
  );
});

function open(emoji: CustomEmoji[] = []) {
  writeSession(signedIn("token"));
  const screenParts = renderRoutes([settingsRoute], "/settings/emoji");
  act(() => {
    screenParts.queries.setQueryData(keys.emoji, emoji);
  });
  return screenParts;
}

async function openDialog(user: ReturnType<typeof open>["user"]) {
  await user.click(await screen.findByRole("button", { name: "Add emoji" }));
  return screen.findByRole("dialog", { name: "Add emoji" });
}

/** Hidden behind its button. */
function fileField(dialog: HTMLElement): HTMLInputElement {
  const field = dialog.querySelector<HTMLInputElement>("input[type=file]");
  if (!field) throw new Error("no file field");
  return field;
}

const file = (name: string, type: string, size = 4) =>
  new File([new Uint8Array(size).fill(65)], name, { type });

describe("the server's own emoji", () => {
  it("are added with a name proposed by the file, and previewed", async () => {
    let sent: unknown;
    server.use(
      http.post("/api/emoji/", async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(parrot, { status: 201 });
      }),
    );
    const { user } = open();
    // The page comes as a chunk of its own.
    expect(await screen.findByText("No emoji of your own yet")).toBeVisible();
    const dialog = await openDialog(user);
    await user.upload(fileField(dialog), file("Party Pärrot.GIF", "image/gif"));
    expect(await within(dialog).findByText("How it looks")).toBeVisible();
    const name = within(dialog).getByLabelText("Name");
    expect(name).toHaveValue("party_parrot");
    await user.clear(name);
    await user.type(name, "Parrot");
    expect(within(dialog).getByText(":parrot:")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Add emoji" }));
    expect(await screen.findByText(":parrot: added")).toBeVisible();
    expect(sent).toEqual({ name: "parrot", picture: btoa("AAAA") });
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("say what is wrong before and after asking the server", async () => {
    server.use(
      http.post("/api/emoji/", () =>
        HttpResponse.json(refusal("emoji_name_taken"), { status: 409 }),
      ),
    );
    const { user } = open();
    const dialog = await openDialog(user);
    const add = within(dialog).getByRole("button", { name: "Add emoji" });
    await user.click(add);
    expect(within(dialog).getByText("Choose a picture first.")).toBeVisible();
    expect(within(dialog).getByText("2 to 32 small letters, digits, _, + or -.")).toBeVisible();
    const field = fileField(dialog);
    await user.upload(field, file("large.png", "image/png", 300 * 1024));
    expect(await within(dialog).findByText(/This picture has 300 KB/)).toBeVisible();
    await user.upload(field, file("fine.png", "image/png"));
    expect(await within(dialog).findByText("How it looks")).toBeVisible();
    await user.click(add);
    expect(await within(dialog).findByText("Refused: emoji_name_taken.")).toBeVisible();
  });

  it("are deleted after a question", async () => {
    let deleted = "";
    server.use(
      http.delete("/api/emoji/:id/", ({ params }) => {
        deleted = String(params.id);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = open([parrot]);
    await user.click(await screen.findByRole("button", { name: "Delete :parrot:" }));
    expect(deleted).toBe("");
    const question = screen.getByRole("alertdialog", { name: "Delete :parrot:" });
    await user.click(within(question).getByRole("button", { name: "Delete emoji" }));
    expect(await screen.findByText(":parrot: deleted")).toBeVisible();
    expect(deleted).toBe("e1");
  });

  it("are for who runs the server", async () => {
    server.use(
      api.get("/api/me/", ({ response }) =>
        response(200).json({ ...alice, ...bob, role: "member" }),
      ),
    );
    open([parrot]);
    expect(await screen.findByText(/Only owners and admins/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Add emoji" })).not.toBeInTheDocument();
  });
});
