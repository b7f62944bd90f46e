import { expect, it } from "vitest";

import { isToldOf, type Heard } from "./decide";

const settings = { notify: "all", muted: false, view: "flat" } as const;

function heard(change: Partial<Heard>, message: Partial<Heard["message"]> = {}): Heard {
  const mentions = { people: [], group: null, user_ids: [] };
  return {
    me: "me",
    message: { author_id: "ana", mentions, thread_id: null, ...message },
    thread_followers: [],
    direct: false,
    settings,
    about: "all",
    ...change,
  };
}

const mentioned = { mentions: { people: [], group: null, user_ids: ["me"] } };
const everyone = { mentions: { people: [], group: "all" as const, user_ids: [] } };

it.each<[string, boolean, Heard]>([
  ["a message in a room", true, heard({})],
  ["my own, also from another device", false, heard({}, { author_id: "me" })],
  [
    "a room where only mentions tell",
    false,
    heard({ settings: { ...settings, notify: "mentions" } }),
  ],
  ["a mention there", true, heard({ settings: { ...settings, notify: "mentions" } }, mentioned)],
  ["a mention of everyone", true, heard({ about: "mentions" }, everyone)],
  ["a room, on a device that tells of mentions", false, heard({ about: "mentions" })],
  ["a direct message on that device", true, heard({ about: "mentions", direct: true })],
  [
    "a mention in a muted room",
    false,
    heard({ settings: { ...settings, muted: true } }, mentioned),
  ],
  [
    "a mention where nothing tells",
    false,
    heard({ settings: { ...settings, notify: "nothing" } }, mentioned),
  ],
  ["a direct message on a silent device", false, heard({ about: "nothing", direct: true })],
  [
    "a reply in a thread that I do not follow",
    false,
    heard({ settings: { ...settings, view: "threaded" } }, { thread_id: "t" }),
  ],
  [
    "a reply in a thread that I follow",
    true,
    heard(
      { settings: { ...settings, view: "threaded" }, thread_followers: ["me"] },
      { thread_id: "t" },
    ),
  ],
  ["a reply in a room that I read flat", true, heard({}, { thread_id: "t" })],
])("%s: %s", (_, told, given) => {
  expect(isToldOf(given)).toBe(told);
});
