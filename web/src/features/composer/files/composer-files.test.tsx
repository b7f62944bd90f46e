import { createEvent, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { Composer } from "@/features/composer/composer";
import { ApiError } from "@/lib/api-error";
import { communityQuery } from "@/lib/me";
import type { Outgoing, SendResult } from "@/realtime/outbox/outgoing";
import type { Passage } from "@/realtime/uploads/upload";
import { community } from "@/test/api";
import { renderChat, testChat } from "@/test/chat";
import { wireAttachment } from "@/test/uploads";

const field = () =>
  screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message to General" });
const input = () => screen.getByTestId<HTMLInputElement>("file-input");
const file = (name: string, size = 4, type = "") =>
  new File([new Uint8Array(size)], name, { type });
const appeared = (name: string) =>
  screen.findByRole("button", { name: new RegExp(`^(Cancel|Remove) ${name}$`) });
const card = (name: string) => {
  const found = screen.getAllByRole("listitem").find((one) => one.textContent.includes(name));
  if (!found) throw new Error(`no card of ${name}`);
  return found;
};

type Way = Passage & { arrive: (id: string) => void; fail: (error: unknown) => void };

async function start(change: Partial<typeof community.limits.uploads> = {}) {
  const ways: Way[] = [];
  const sent: { text: string; ids: readonly string[] }[] = [];
  const send = (item: Outgoing, ids: readonly string[]) => {
    sent.push({ text: item.text, ids });
    return new Promise<SendResult>(() => undefined);
  };
  const chat = testChat(
    send,
    (passage) =>
      new Promise((resolve, fail) => {
        ways.push({ ...passage, fail, arrive: (id) => resolve(wireAttachment(id)) });
      }),
  );
  const uploads = { ...community.limits.uploads, ...change };
  const limits = { ...community.limits, uploads };
  chat.queries.setQueryData(communityQuery.queryKey, { ...community, limits });
  await chat.outbox.start();
  renderChat(
    chat,
    <main data-testid="pane">
      <Composer roomId="r1" name="General" placeholder="Message General" />
    </main>,
  );
  const way = (name: string) => {
    const found = ways.findLast((one) => one.name === name);
    if (!found) throw new Error(`${name} is not on its way`);
    return found;
  };
  return { chat, sent, way, ways, user: userEvent.setup() };
}

describe("files in the composer", () => {
  it("begin to move when they are chosen, show how far they are, and go without words", async () => {
    const { sent, way, user } = await start();
    await user.upload(input(), [file("one.txt"), file("two.txt")]);
    await appeared("one.txt");
    way("one.txt").onProgress(1);
    const bar = await screen.findByRole("progressbar", { name: "Uploading one.txt" });
    await waitFor(() => expect(bar).toHaveAttribute("aria-valuenow", "25"));
    await user.click(screen.getByRole("button", { name: "Send" }));
    expect(screen.queryByTestId("tray")).toBeNull();
    expect(sent).toEqual([]);
    way("two.txt").arrive("u2");
    way("one.txt").arrive("u1");
    await waitFor(() => expect(sent).toEqual([{ text: "", ids: ["u1", "u2"] }]));
  });

  it("go with the words when these are sent while the files are still being looked at", async () => {
    const { sent, user, ways } = await start({ blocked: [".exe"] });
    await user.type(field(), "Look");
    fireEvent.change(input(), { target: { files: [file("one.txt")] } });
    fireEvent.keyDown(field(), { key: "Enter" });
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(field()).toHaveValue(""));
    await waitFor(() => expect(ways).toHaveLength(1));
    ways.at(-1)?.arrive("u1");
    await waitFor(() => expect(sent).toEqual([{ text: "Look", ids: ["u1"] }]));
    await user.type(field(), "And this");
    fireEvent.change(input(), { target: { files: [file("run.exe")] } });
    fireEvent.keyDown(field(), { key: "Enter" });
    await appeared("run.exe");
    expect(field(), "it was refused: whether to send without it is mine to say").toHaveValue(
      "And this",
    );
    fireEvent.keyDown(field(), { key: "Enter" });
    await waitFor(() => expect(field()).toHaveValue(""));
    expect(sent).toHaveLength(1);
  });

  it("are refused before a byte leaves, each with its reason, and the others go", async () => {
    const { ways, sent, user } = await start({
      file: 1024,
      files_per_message: 2,
      blocked: [".exe"],
    });
    await user.upload(input(), [
      file("large.bin", 2048),
      file("empty.txt", 0),
      file("run.EXE"),
      ...["a.txt", "b.txt", "c.txt"].map((name) => file(name)),
    ]);
    await appeared("a.txt");
    expect(card("large.bin")).toHaveTextContent("It is 2 kB. Files may have 1 kB.");
    expect(card("empty.txt")).toHaveTextContent("It is empty.");
    expect(card("run.EXE")).toHaveTextContent("This server takes no .exe files.");
    expect(card("c.txt")).toHaveTextContent("A message takes 2 files. This one was left out.");
    expect(ways.map(({ name }) => name)).toEqual(["a.txt", "b.txt"]);
    await user.type(field(), "Two of them{Enter}");
    ways.forEach((one, index) => one.arrive(`u${index}`));
    await waitFor(() => expect(sent).toEqual([{ text: "Two of them", ids: ["u0", "u1"] }]));
    expect(screen.queryByTestId("tray")).toBeNull();
  });

  it("can be taken back while they move, and the keyboard goes on at the next", async () => {
    const { way, user } = await start();
    await user.upload(input(), [file("one.txt"), file("two.txt")]);
    await appeared("one.txt");
    await user.click(screen.getByRole("button", { name: "Cancel one.txt" }));
    expect(way("one.txt").signal.aborted).toBe(true);
    expect(screen.getByRole("button", { name: "Cancel two.txt" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.queryByTestId("tray")).toBeNull();
    expect(field()).toHaveFocus();
    expect(screen.getByRole("button", { name: "Send" })).toHaveAttribute("aria-disabled", "true");
  });

  it("say politely what became of them, and stay behind when they failed", async () => {
    const { way, sent, user } = await start();
    await user.upload(input(), [file("one.txt"), file("two.txt")]);
    await screen.findByText("2 files added");
    way("one.txt").arrive("u1");
    await screen.findByText("one.txt uploaded");
    const refused = { code: "quota_exceeded", message: "You have no room left.", fields: {} };
    way("two.txt").fail(new ApiError(409, refused));
    await screen.findByText("two.txt was not uploaded. You have no room left.");
    await user.type(field(), "One of them{Enter}");
    await waitFor(() => expect(sent).toEqual([{ text: "One of them", ids: ["u1"] }]));
    await user.click(screen.getByRole("button", { name: "Try again: two.txt" }));
    way("two.txt").arrive("u2");
    await waitFor(() => expect(card("two.txt")).toHaveTextContent("4 bytes"));
  });

  it("are taken from anywhere on the room, folders are not", async () => {
    const { ways } = await start();
    const pane = screen.getByTestId("pane");
    await hover((over) => fireEvent.dragEnter(pane, over));
    expect(screen.getByText("Drop to send to General")).toBeVisible();
    fireEvent.dragLeave(pane, { relatedTarget: document.body });
    expect(screen.queryByTestId("drop-overlay")).toBeNull();
    await hover((over) => fireEvent.dragOver(pane, over));
    fireEvent.drop(pane, held(item(file("in.txt")), item(file("Holiday"), true)));
    expect(screen.queryByTestId("drop-overlay")).toBeNull();
    await appeared("in.txt");
    expect(card("Holiday")).toHaveTextContent("Folders can't be sent.");
    expect(ways.map(({ name }) => name)).toEqual(["in.txt"]);
  });

  it("leave no sign on the room when a drag ends without a word", async () => {
    await start();
    await hover((over) => fireEvent.dragOver(screen.getByTestId("pane"), over));
    await waitFor(() => expect(screen.queryByTestId("drop-overlay")).toBeNull());
  });

  it("are pasted, unless it is words that are meant", async () => {
    const { ways } = await start();
    const paste = (data: Record<string, string>, ...items: object[]) => {
      const event = createEvent.paste(field(), {
        clipboardData: { getData: (type: string) => data[type] ?? "", items },
      });
      fireEvent(field(), event);
      return event.defaultPrevented;
    };
    const words = { "text/html": "<table><td>1</table>", "text/plain": "1" };
    paste(words, item(file("image.png", 4, "image/png")));
    expect(paste({ "text/plain": "plan.txt" }, item(file("plan.txt")))).toBe(true);
    expect(paste({ "text/html": "<img>" }, item(file("image.png", 4, "image/png")))).toBe(true);
    await appeared("plan.txt");
    // A picture that can't be read here goes unread after a while.
    await waitFor(() => expect(ways).toHaveLength(2));
    expect(ways.map(({ name }) => name)).toEqual([
      "plan.txt",
      expect.stringMatching(/^Pasted picture .+\.png$/),
    ]);
  });
});

/** What a drag or the clipboard carries, as browsers tell it. */
function item(given: File, folder = false) {
  return {
    kind: "file",
    getAsFile: () => given,
    webkitGetAsEntry: () => ({ isDirectory: folder, name: given.name }),
  };
}

const held = (...items: object[]) => ({ dataTransfer: { types: ["Files"], items } });

/** Holds a file over a place until that is seen: browsers go on saying so, and their silence ends it. */
const hover = (say: (over: object) => void) =>
  waitFor(() => {
    say(held(item(file("in.txt"))));
    expect(screen.getByTestId("drop-overlay")).toBeVisible();
  });
