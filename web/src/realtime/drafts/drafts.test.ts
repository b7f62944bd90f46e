import { beforeEach, describe, expect, it } from "vitest";

import type { Draft } from "@/contract/types";

import { Drafts, type DraftPlace, type HeldDraft, type KeepResult } from "./drafts";
import { localDrafts } from "./local-store";

const room: DraftPlace = { room_id: "r1", thread_id: null };

/** The server: one draft for each place, versions only upward (docs/protocol.md). */
class Server {
  readonly drafts = new Map<string, Draft>();
  up = true;
  /** What is asked is done, but nobody is told so. */
  mute = false;

  keep = (place: DraftPlace, change: Pick<Draft, "text" | "reply_to_id" | "version">) => {
    if (!this.up) return Promise.resolve<KeepResult>({ kind: "later" });
    const held = this.drafts.get(place.room_id);
    if (held && change.version <= held.version) {
      return Promise.resolve<KeepResult>({ kind: "behind", drafts: [held] });
    }
    const draft = { ...place, ...change, updated_at: "2026-01-01T00:00:00.000Z" };
    this.drafts.set(place.room_id, draft);
    return Promise.resolve<KeepResult>(this.mute ? { kind: "later" } : { kind: "kept", draft });
  };

  get text(): string | undefined {
    return this.drafts.get("r1")?.text;
  }
}

class Device {
  readonly rows = new Map<string, HeldDraft>();
  due: (() => void)[] = [];
  drafts: Drafts;

  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
    this.drafts = this.opened();
  }

  /** A page opened on what the last one left, however it ended. */
  opened(): Drafts {
    this.due = [];
    this.drafts = new Drafts({
      store: {
        load: () => [...this.rows.values()],
        save: (held) => void this.rows.set(`${held.room_id} ${held.thread_id ?? ""}`, held),
      },
      keep: this.#server.keep,
      clock: {
        now: () => Date.parse("2026-01-02T00:00:00.000Z"),
        after: (_ms, task) => {
          this.due.push(task);
          return () => (this.due = this.due.filter((one) => one !== task));
        },
      },
    });
    return this.drafts;
  }

  async pause(): Promise<void> {
    this.due.splice(0).forEach((task) => task());
    await new Promise((done) => setTimeout(done, 0));
  }

  hear(): void {
    this.drafts.take([...this.#server.drafts.values()]);
  }

  get text(): string | undefined {
    return this.drafts.read(room)?.text;
  }
}

let server: Server;
let phone: Device;
let laptop: Device;

beforeEach(() => {
  server = new Server();
  phone = new Device(server);
  laptop = new Device(server);
});

describe("drafts", () => {
  it("are told after a pause, once, and follow to the other device", async () => {
    laptop.drafts.write(room, { text: "D" });
    laptop.drafts.write(room, { text: "Dear" });
    expect(server.text).toBeUndefined();
    await laptop.pause();
    expect(server.drafts.get("r1")).toMatchObject({ text: "Dear", version: 1 });
    phone.hear();
    expect(phone.text).toBe("Dear");
    expect(phone.due).toEqual([]);
  });

  it("survive a crash in the middle of a word, and are told by the next page", async () => {
    laptop.drafts.write(room, { text: "Dear Bo" });
    laptop.opened();
    expect(laptop.text).toBe("Dear Bo");
    laptop.drafts.flush();
    await laptop.pause();
    expect(server.text).toBe("Dear Bo");
  });

  it("written on two devices offer the other's words, and the later writer wins", async () => {
    phone.drafts.write(room, { text: "from the phone" });
    laptop.drafts.write(room, { text: "from the laptop" });
    await phone.pause();
    laptop.hear();
    expect(laptop.text).toBe("from the laptop");
    expect(laptop.drafts.read(room)?.other).toBe("from the phone");
    await laptop.pause();
    expect(server.text).toBe("from the laptop");
    phone.hear();
    expect(phone.text).toBe("from the laptop");
    laptop.drafts.settle(room, "other");
    await laptop.pause();
    expect([laptop.text, server.text]).toEqual(["from the phone", "from the phone"]);
  });

  it("hear from the refusal what another device wrote", async () => {
    phone.drafts.write(room, { text: "first" });
    await phone.pause();
    laptop.drafts.write(room, { text: "second" });
    await laptop.pause();
    expect(laptop.drafts.read(room)).toMatchObject({ text: "second", other: "first" });
    await laptop.pause();
    expect(server.text).toBe("second");
  });

  it("are gone everywhere once sent, but not what was typed since", async () => {
    laptop.drafts.write(room, { text: " Hello " });
    await laptop.pause();
    phone.hear();
    laptop.drafts.sent(room, "Hello");
    await laptop.pause();
    phone.hear();
    expect([laptop.text, phone.text, server.text]).toEqual(["", "", ""]);
    laptop.drafts.write(room, { text: "Next" });
    laptop.drafts.sent(room, "Hello");
    expect(laptop.text).toBe("Next");
  });

  it("stay sent when they are heard of before the answer that they are kept", async () => {
    laptop.drafts.write(room, { text: "Hello" });
    const told = laptop.pause();
    laptop.drafts.sent(room, "Hello");
    laptop.hear();
    expect(laptop.text).toBe("");
    await told;
    await laptop.pause();
    expect([laptop.text, server.text]).toEqual(["", ""]);
  });

  it("stay sent when the answer was lost, over a reload too", async () => {
    server.mute = true;
    laptop.drafts.write(room, { text: "Hello" });
    await laptop.pause();
    laptop.drafts.sent(room, "Hello");
    laptop.opened();
    laptop.hear();
    expect(laptop.text).toBe("");
    server.mute = false;
    await laptop.pause();
    phone.hear();
    expect([laptop.text, phone.text, server.text]).toEqual(["", "", ""]);
  });

  it("that lost their answer dispute nothing with what was written since", async () => {
    server.mute = true;
    laptop.drafts.write(room, { text: "one" });
    await laptop.pause();
    server.mute = false;
    laptop.drafts.write(room, { text: "one two" });
    await laptop.pause();
    expect(laptop.drafts.read(room)).toMatchObject({ text: "one two", other: null });
    await laptop.pause();
    expect(server.text).toBe("one two");
    phone.hear();
    laptop.drafts.write(room, { text: "three" });
    phone.drafts.write(room, { text: "four" });
    await phone.pause();
    laptop.hear();
    expect(laptop.drafts.read(room)?.other).toBe("four");
  });

  it("wait for the network", async () => {
    server.up = false;
    laptop.drafts.write(room, { text: "offline" });
    await laptop.pause();
    server.up = true;
    laptop.drafts.flush();
    await laptop.pause();
    expect(server.text).toBe("offline");
  });

  it("of an older answer change nothing", async () => {
    laptop.drafts.write(room, { text: "one" });
    await laptop.pause();
    const old = [...server.drafts.values()];
    laptop.drafts.write(room, { text: "two" });
    await laptop.pause();
    laptop.drafts.take(old);
    expect(laptop.text).toBe("two");
  });

  it("list what is begun, each place by itself", () => {
    laptop.drafts.write(room, { text: "to the room" });
    laptop.drafts.write({ ...room, thread_id: "t1" }, { text: "to the thread" });
    laptop.drafts.write({ room_id: "r2", thread_id: null }, { text: "  " });
    expect(laptop.drafts.list().map((one) => one.text)).toEqual(["to the room", "to the thread"]);
    expect(laptop.drafts.list()).toBe(laptop.drafts.list());
  });
});

describe("drafts on this device", () => {
  it("are read again, those of the page before too", () => {
    localStorage.clear();
    localStorage.setItem("flowchat.draft.me.r9", "bare words");
    localStorage.setItem("flowchat.draft.other.r9", "somebody else's");
    const drafts = new Drafts({ store: localDrafts("me"), keep: server.keep });
    drafts.write({ ...room, thread_id: "t1" }, { text: "in a thread" });
    const again = new Drafts({ store: localDrafts("me"), keep: server.keep });
    expect(again.read({ room_id: "r9", thread_id: null })?.text).toBe("bare words");
    expect(again.read({ room_id: "r1", thread_id: "t1" })?.text).toBe("in a thread");
    expect(again.list()).toHaveLength(2);
  });
});
