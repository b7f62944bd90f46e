import "fake-indexeddb/auto";
import { beforeEach, expect, it } from "vitest";

import { Drafts } from "./drafts/drafts";
import { localDrafts } from "./drafts/local-store";
import { forgetAccount, unsentOf } from "./kept-here";
import { indexedStore } from "./outbox/indexed-store";
import { newOutgoing, type OutgoingState } from "./outbox/outgoing";
import type { Upload } from "./uploads/upload";
import { indexedUploads } from "./uploads/indexed-store";

const place = { room_id: "r1", thread_id: null };

async function put(me: string, clientId: string, state: OutgoingState): Promise<void> {
  const begun = { ...place, client_id: clientId, text: "Hello", files: [], reply_to: null };
  await indexedStore(me).save({ ...newOutgoing(begun, "2026-01-01T00:00:00.000Z"), state });
}

async function attach(me: string, id: string, clientId: string | null): Promise<void> {
  const about = { name: "a.txt", size: 3, kind: "file", width: null, height: null, added_at: 0 };
  const stands = { state: "waiting", sent: 0, error: null, address: null, attachment: null };
  const upload = { ...place, ...about, ...stands, id, client_id: clientId, done_at: null };
  await indexedUploads(me).save(upload as Upload);
  await indexedUploads(me).keep(id, new Blob(["abc"]));
}

function begin(me: string, text: string, answer: "kept" | "later"): Drafts {
  const drafts = new Drafts({
    store: localDrafts(me),
    keep: (where, change) => {
      const draft = { ...where, ...change, updated_at: "2026-01-01T00:00:00.000Z" };
      return Promise.resolve(answer === "kept" ? { kind: "kept", draft } : { kind: "later" });
    },
  });
  drafts.write(place, { text });
  drafts.flush();
  return drafts;
}

beforeEach(async () => {
  localStorage.clear();
  await Promise.all(["ana", "bo"].map(forgetAccount));
});

it("counts what no server has", async () => {
  await put("ana", "c1", "queued");
  await put("ana", "c2", "failed");
  await put("ana", "c3", "sent");
  await put("ana", "c4", "withdrawn");
  await attach("ana", "u1", null);
  await attach("ana", "u2", "c1");
  begin("ana", "Half a thought", "later");
  await put("bo", "c5", "queued");
  expect(await unsentOf("ana")).toEqual({ messages: 2, files: 1, drafts: 1 });
});

it("does not count a draft that the server has", async () => {
  begin("ana", "Half a thought", "kept");
  await Promise.resolve();
  expect(await unsentOf("ana")).toEqual({ messages: 0, files: 0, drafts: 0 });
});

it("removes what is one person's and leaves what is another's", async () => {
  for (const me of ["ana", "bo"]) {
    await put(me, `c-${me}`, "queued");
    await attach(me, `u-${me}`, null);
    begin(me, "Half a thought", "later");
  }
  await forgetAccount("ana");
  expect(await unsentOf("ana")).toEqual({ messages: 0, files: 0, drafts: 0 });
  expect(await indexedUploads("ana").file("u-ana")).toBeUndefined();
  expect(Object.keys(localStorage).filter((key) => key.includes("draft.ana"))).toEqual([]);
  expect(await unsentOf("bo")).toEqual({ messages: 1, files: 1, drafts: 1 });
});

it("removes what another page holds open, which opens it anew when it writes again", async () => {
  const elsewhere = indexedStore("ana");
  await elsewhere.load();
  await put("ana", "c1", "queued");
  await forgetAccount("ana");
  expect(await elsewhere.load()).toEqual([]);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("flowchat-files-ana");
});
