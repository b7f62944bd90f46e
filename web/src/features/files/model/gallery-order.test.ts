import { describe, expect, it } from "vitest";

import { wireAttachment } from "@/test/wire";

import { aroundOf, inOrder } from "./gallery-order";
import type { RoomFile } from "./room-file";

const at = (seq: number, id = `p${seq}`): RoomFile => ({
  attachment: wireAttachment(id),
  message_id: `m${seq}`,
  seq,
  author_id: "ana",
  sent_at: "2026-01-01T00:00:00.000Z",
});

const ids = (files: readonly RoomFile[]) => files.map(({ attachment }) => attachment.id);

describe("the pictures of a room", () => {
  it("stand from the oldest to the newest, those of a message in their order", () => {
    const pages = [{ files: [at(9), at(7, "a"), at(7, "b")] }, { files: [at(2)] }];
    expect(ids(inOrder(pages))).toEqual(["p2", "a", "b", "p9"]);
  });

  it("are those of the message alone until the list reaches back to it", () => {
    const known = [at(3, "a"), at(3, "b")];
    expect(aroundOf(known, [at(8), at(9)], true)).toEqual({ pictures: known, reached: false });
    expect(aroundOf(known, [], false)).toEqual({ pictures: known, reached: false });
  });

  it("then are all, each once", () => {
    const known = [at(3, "a"), at(3, "b")];
    const { pictures, reached } = aroundOf(known, [at(1), ...known, at(9)], true);
    expect(reached).toBe(true);
    expect(ids(pictures)).toEqual(["p1", "a", "b", "p9"]);
  });

  it("keep the others of a message when one is opened from a list", () => {
    const loaded = [at(1), at(3, "a"), at(3, "b"), at(9)];
    expect(ids(aroundOf([at(3, "b")], loaded, false).pictures)).toEqual(["p1", "a", "b", "p9"]);
  });

  it("take a message in that the list has not heard of", () => {
    expect(ids(aroundOf([at(5)], [at(1), at(9)], false).pictures)).toEqual(["p1", "p5", "p9"]);
  });
});
