import { describe, expect, it } from "vitest";

import type { Envelope } from "@/contract/events";
import { wireCommunity } from "@/test/wire";

import { advanceCommunity, type CommunityState } from "./account-state";

const emoji = (name: string) => ({
  id: `id of ${name}`,
  name,
  url: `/api/emoji/${name}/picture/`,
  created_by: null,
  created_at: "2026-01-01T00:00:00.000Z",
});

const start: CommunityState = { seq: 3, community: wireCommunity, emoji: [emoji("heron")] };

function after(...events: Envelope["event"][]): CommunityState {
  return events.reduce(
    (state, event) =>
      advanceCommunity(
        state,
        { stream: "community", seq: state.seq + 1, at: "2026-01-01T00:00:00.000Z", event },
        "me",
      ),
    start,
  );
}

describe("this server's own emoji", () => {
  it("come by name and go by id", () => {
    const added = after(
      { type: "emoji.added", emoji: emoji("parrot") },
      { type: "emoji.added", emoji: emoji("duck") },
    );
    expect(added.emoji.map(({ name }) => name)).toEqual(["duck", "heron", "parrot"]);
    expect(added.seq).toBe(5);
    const removed = after({ type: "emoji.removed", emoji_id: "id of heron" });
    expect(removed.emoji).toEqual([]);
  });
});
