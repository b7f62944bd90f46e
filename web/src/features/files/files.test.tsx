import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { describe, expect, it, vi } from "vitest";

import { renderChat, testChat, person } from "@/test/chat";
import { server } from "@/test/server";
import { wireAttachment } from "@/test/wire";

import { FilesList } from "./components/files-list";
import { Gallery } from "./gallery/gallery";
import type { RoomFile } from "./model/room-file";
import { showPicture, useShownPicture } from "./model/shown-picture";

const picture = (seq: number): RoomFile => ({
  attachment: wireAttachment(`p${seq}`),
  message_id: `m${seq}`,
  seq,
  author_id: "ana",
  sent_at: "2026-01-01T00:00:00.000Z",
});
const paper = (seq: number): RoomFile => ({
  ...picture(seq),
  attachment: wireAttachment(`d${seq}`, { kind: "file", name: `plan ${seq}.pdf` }),
});

/** A room whose files come three at a time; what was asked for is kept. */
function room(files: RoomFile[], limit: number | null = null): string[] {
  const asked: string[] = [];
  server.use(
    http.get("*/api/rooms/r1/files/", ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams.toString());
      const kind = searchParams.get("kind");
      const before = Number(searchParams.get("before") ?? Infinity);
      const found = files
        .filter((one) => one.seq < before && (!kind || one.attachment.kind === kind))
        .sort((a, b) => b.seq - a.seq);
      return HttpResponse.json({
        files: found.slice(0, 3),
        people: [person("ana", "Ana")],
        more: found.length > 3,
        used: 3 * 1024 ** 2,
        limit,
      });
    }),
  );
  return asked;
}

const onJump = vi.fn();

function Shown() {
  const shown = useShownPicture();
  return shown ? <Gallery key={shown.fileId} shown={shown} onJump={onJump} /> : null;
}

describe("the gallery", () => {
  it("leafs through all pictures of the room, and fetches older ones on the way", async () => {
    const asked = room([1, 2, 3, 4, 5, 6, 7, 8].map(picture));
    renderChat(testChat(), <Shown />);
    showPicture({ roomId: "r1", fileId: "p8", known: [picture(8)] });
    const user = userEvent.setup();
    for (const seq of [8, 7, 6, 5, 4, 3, 2, 1]) {
      expect(await screen.findByRole("dialog", { name: `p${seq}.jpg` })).toBeVisible();
      if (seq > 1) {
        await screen.findByRole("button", { name: "Older picture" });
        await user.keyboard("{ArrowLeft}");
      }
    }
    expect(screen.queryByRole("button", { name: "Older picture" })).toBeNull();
    expect(screen.getByText("1 of 8")).toBeVisible();
    expect(asked).toEqual(["kind=picture", "before=6&kind=picture", "before=3&kind=picture"]);
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("dialog", { name: "p2.jpg" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Go to message" }));
    expect(onJump).toHaveBeenCalledWith("r1", 2);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("shows the one it was opened with at once, also when the list can't be had", async () => {
    server.use(http.get("*/api/rooms/r1/files/", () => new HttpResponse(null, { status: 500 })));
    renderChat(testChat(), <Shown />);
    showPicture({ roomId: "r1", fileId: "p2", known: [picture(2)] });
    const dialog = await screen.findByRole("dialog", { name: "p2.jpg" });
    expect(within(dialog).getByRole("img", { name: "p2.jpg" })).toHaveAttribute(
      "src",
      "/api/files/p2/large/",
    );
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("the files of a room", () => {
  it("are listed the newest first, page after page, and lead to their messages", async () => {
    room([1, 2, 3, 4].map(paper), 4 * 1024 ** 2);
    renderChat(testChat(), <FilesList roomId="r1" writable onJump={onJump} />);
    const list = await screen.findByRole("list", { name: "Files" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(3);
    expect(screen.getByRole("meter")).toHaveAttribute("aria-valuetext", "3 MB of 4 MB used");
    await userEvent.click(screen.getByRole("button", { name: "Show older files" }));
    await waitFor(() => expect(within(list).getAllByRole("listitem")).toHaveLength(4));
    const names = within(list)
      .getAllByRole("listitem")
      .map((one) => one.textContent);
    expect(names[0]).toContain("plan 4.pdf");
    const [first] = within(list).getAllByRole("button", { name: "Go to message" });
    if (first) await userEvent.click(first);
    expect(onJump).toHaveBeenLastCalledWith(4);
    const found = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(found.violations).toEqual([]);
  });

  it("can be chosen by kind; where none is, it says what to do", async () => {
    room([paper(1)]);
    renderChat(testChat(), <FilesList roomId="r1" writable onJump={onJump} />);
    await screen.findByRole("list", { name: "Files" });
    const films = screen.getByRole("button", { name: "Films" });
    await userEvent.click(films);
    expect(films).toHaveAttribute("aria-pressed", "true");
    expect(await screen.findByText("None of this kind yet")).toBeVisible();
    expect(screen.getByText(/Drop a file/)).toBeVisible();
  });
});
