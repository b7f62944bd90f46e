import { beforeEach, describe, expect, it } from "vitest";

import type { Attachment } from "@/contract/types";
import { ApiError } from "@/lib/api-error";
import { noUploadNeighbours } from "@/realtime/uploads/neighbours";
import { Engine } from "@/realtime/uploads/engine";
import type { Passage } from "@/realtime/uploads/upload";
import { HeldClock } from "@/test/held-clock";
import { MemoryUploads, wireAttachment } from "@/test/uploads";
import { wireMessage } from "@/test/wire";

import { noNeighbours } from "./neighbours";
import { Outbox } from "./outbox";
import type { Outgoing, OutboxStore, SendResult } from "./outgoing";

const HERE = { room_id: "r1", thread_id: null };

class MemoryOutbox implements OutboxStore {
  readonly rows = new Map<string, Outgoing>();
  load = () => Promise.resolve([...this.rows.values()]);
  save = (item: Outgoing) => Promise.resolve(void this.rows.set(item.client_id, item));
  remove = (id: string) => Promise.resolve(void this.rows.delete(id));
}

type Way = Passage & { arrive: (attachment: Attachment) => void; fail: (error: unknown) => void };

let clock: HeldClock;
let disk: { outbox: MemoryOutbox; uploads: MemoryUploads };
let ways: Way[];
let sent: { text: string; ids: readonly string[] }[];
let discarded: string[];
let answer: (item: Outgoing) => SendResult;

const accepted = ({ client_id, text }: Outgoing): SendResult => ({
  kind: "accepted",
  message: wireMessage(1, { client_id, text, author_id: "me" }),
});

async function open() {
  const engine = new Engine({
    store: disk.uploads,
    neighbours: noUploadNeighbours,
    carry: (passage) => new Promise((arrive, fail) => ways.push({ ...passage, arrive, fail })),
    discard: (id) => Promise.resolve(discarded.push(id)),
    clock,
    random: () => 1,
  });
  let items: readonly Outgoing[] = [];
  const outbox = new Outbox({
    store: disk.outbox,
    neighbours: noNeighbours,
    luggage: engine,
    send: (item, ids) => {
      sent.push({ text: item.text, ids });
      return Promise.resolve(answer(item));
    },
    ask: () => Promise.resolve(null),
    publish: (now) => (items = now),
    clock,
    random: () => 1,
  });
  await engine.start();
  await outbox.start();
  await clock.rest();
  const add = (...names: string[]) =>
    engine.add(
      HERE,
      names.map((name) => ({ file: new Blob(["four"]), name, kind: "file" as const })),
    );
  const close = () => {
    outbox.stop();
    engine.stop();
  };
  const states = () => items.map(({ text, state }) => `${text} ${state}`);
  return { engine, outbox, add, close, states, items: () => items };
}

const way = (name: string): Way => {
  const found = ways.findLast((one) => one.name === name);
  if (!found) throw new Error(`${name} is not on its way`);
  return found;
};

async function arrive(name: string, id: string): Promise<void> {
  way(name).arrive(wireAttachment(id));
  await clock.rest();
}

async function fail(name: string): Promise<void> {
  const error = { code: "type_refused", message: "No such files here.", fields: {} };
  way(name).fail(new ApiError(400, error));
  await clock.rest();
}

beforeEach(() => {
  clock = new HeldClock();
  disk = { outbox: new MemoryOutbox(), uploads: new MemoryUploads() };
  ways = [];
  sent = [];
  discarded = [];
  answer = accepted;
});

describe("a message with files", () => {
  it("leaves after its files, in its place, with their ids in order", async () => {
    const { outbox, add } = await open();
    const files = add("a", "b");
    outbox.add("r1", "with files", undefined, files);
    outbox.add("r1", "behind it");
    outbox.add("r1", "in a thread", { reply_to: null, thread_id: "t1" });
    outbox.add("r2", "elsewhere");
    await clock.rest();
    expect(sent.map(({ text }) => text).sort()).toEqual(["elsewhere", "in a thread"]);
    await arrive("b", "u2");
    expect(sent).toHaveLength(2);
    await arrive("a", "u1");
    expect(sent.slice(2)).toEqual([
      { text: "with files", ids: ["u1", "u2"] },
      { text: "behind it", ids: [] },
    ]);
  });

  it("goes on after a reload, once", async () => {
    const before = await open();
    const id = before.outbox.add("r1", "later", undefined, before.add("a"));
    await clock.rest();
    before.close();
    const after = await open();
    expect(after.states()).toEqual(["later queued"]);
    expect(after.engine.draft(HERE)).toEqual([]);
    await arrive("a", "u1");
    expect(sent).toEqual([{ text: "later", ids: ["u1"] }]);
    after.outbox.confirm(id);
    await clock.rest();
    expect([disk.outbox.rows.size, disk.uploads.rows.size, disk.uploads.files.size]).toEqual([
      0, 0, 0,
    ]);
    expect(discarded).toEqual([]);
  });

  it("fails with the reason of its file, holds nothing up, and can go without it", async () => {
    const { outbox, add, states, items } = await open();
    const files = add("a", "b");
    const id = outbox.add("r1", "with files", undefined, files);
    outbox.add("r1", "behind it");
    await arrive("b", "u2");
    await fail("a");
    expect(states()).toEqual(["with files failed", "behind it sent"]);
    expect(items()[0]?.error?.message).toBe("No such files here.");
    outbox.removeFile(id, files[0] ?? "");
    await clock.rest();
    expect(sent.at(-1)).toEqual({ text: "with files", ids: ["u2"] });
  });

  it("tries again with the same client_id when the person asks", async () => {
    const { outbox, add, states, items } = await open();
    const id = outbox.add("r1", "", undefined, add("a"));
    await clock.rest();
    await fail("a");
    outbox.retry(id);
    await clock.rest();
    expect(states()).toEqual([" queued"]);
    await arrive("a", "u1");
    expect(items()[0]).toMatchObject({ client_id: id, state: "sent" });
  });

  it("is gone with its last file when it is nothing else, and so is what the server has", async () => {
    const { outbox, add, items } = await open();
    const files = add("a", "b");
    const id = outbox.add("r1", "", undefined, files);
    await arrive("a", "u1");
    outbox.removeFile(id, files[1] ?? "");
    outbox.withdraw(id);
    await clock.rest();
    expect(items().filter(({ state }) => state !== "sent")).toEqual([]);
    expect(way("b").signal.aborted).toBe(true);
  });

  it("cancels its files when it is deleted", async () => {
    const { outbox, add, items } = await open();
    const id = outbox.add("r1", "no", undefined, add("a", "b"));
    await arrive("a", "u1");
    outbox.withdraw(id);
    await clock.rest();
    expect(items()).toEqual([]);
    expect(discarded).toEqual(["u1"]);
    expect(way("b").signal.aborted).toBe(true);
    expect(sent).toEqual([]);
  });

  it("gives its files back to the draft when it is written anew", async () => {
    const { outbox, add, engine } = await open();
    const files = add("a");
    const id = outbox.add("r1", "oops", undefined, files);
    expect(engine.draft(HERE)).toEqual([]);
    outbox.takeBack(id);
    await clock.rest();
    expect(engine.draft(HERE).map((one) => one.id)).toEqual(files);
  });

  it("brings a file again that the server has swept meanwhile", async () => {
    const { outbox, add, states } = await open();
    answer = () => ({ kind: "refused", code: "file_gone", message: "It is gone." });
    const id = outbox.add("r1", "old", undefined, add("a"));
    await arrive("a", "u1");
    expect(states()).toEqual(["old failed"]);
    answer = accepted;
    outbox.retry(id);
    await clock.rest();
    await arrive("a", "u9");
    expect(sent.at(-1)).toEqual({ text: "old", ids: ["u9"] });
  });

  it("says so when the browser did not keep a file over a reload", async () => {
    const before = await open();
    before.outbox.add("r1", "later", undefined, before.add("a"));
    await clock.rest();
    before.close();
    disk.uploads = new MemoryUploads();
    const after = await open();
    await clock.rest();
    expect(after.states()).toEqual(["later failed"]);
    expect(after.items()[0]?.error?.code).toBe("file_lost");
  });
});
