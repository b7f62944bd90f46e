import { beforeAll, describe, expect, it, vi } from "vitest";

import { asEmoji, EmojiSet } from "./emoji-set";
import { customName } from "./emoji";
import { loadedEmoji, loadEmoji } from "./load";
import { noteEmoji, recentEmoji } from "./recent";
import { searchEmoji, type SearchOptions } from "./search";
import { setSkinTone, skinTone, withSkinTone } from "./skin-tone";

let set: EmojiSet;
beforeAll(async () => {
  // jsdom draws nothing; no emoji is found missing then.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  set = await loadEmoji();
});

const find = (text: string, options: Partial<SearchOptions> = {}) =>
  searchEmoji(set, text, { limit: 10, ...options });
const values = (text: string, options: Partial<SearchOptions> = {}) =>
  find(text, options).map(({ value }) => value);

const parrot = { id: "1", name: "party_parrot", url: "/api/emoji/1/picture/" };

describe("the set of emoji", () => {
  it("is all of Unicode, each fully qualified, with names that nobody else has", () => {
    expect(set.all.length).toBeGreaterThan(1800);
    expect(loadedEmoji()).toBe(set);
    const names = set.all.flatMap((emoji) => emoji.names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9_+-]+$/.test(name))).toEqual([]);
    expect(set.all.filter((emoji) => /\p{Emoji_Presentation}\uFE0F/u.test(emoji.unicode))).toEqual(
      [],
    );
    expect(set.byShortcode("heart")?.unicode).toBe("❤️");
    expect(set.byShortcode("+1")?.unicode).toBe("👍");
  });

  it("knows an emoji by alias, in capitals, in any tone and without its variation selector", () => {
    expect(set.byShortcode("thumbsup")).toBe(set.byShortcode("+1"));
    expect(set.byShortcode("Tada")?.unicode).toBe("🎉");
    expect(set.byUnicode("👍🏽")).toBe(set.byShortcode("+1"));
    expect(set.byUnicode("\u2764")).toBe(set.byShortcode("heart"));
    expect(set.byShortcode("no_such_thing")).toBeUndefined();
  });
});

describe("searching", () => {
  it("puts the shortcode itself first, then those that begin so", () => {
    expect(values("heart")[0]).toBe("❤️");
    expect(values("thumbsu")[0]).toBe("👍");
    expect(values(":tada:")[0]).toBe("🎉");
    expect(find("smile").map(({ name }) => name)).toContain("smile_cat");
  });

  it("finds by alias, by tag, by the middle of a name and by several words", () => {
    expect(values("party")).toContain("🎉");
    expect(values("grin", { limit: 50 })).toContain("😀");
    expect(values("red heart")[0]).toBe("❤️");
    expect(values("umbsup")).toContain("👍");
    expect(values("zzzzqq")).toEqual([]);
    expect(values("  ")).toEqual([]);
  });

  it("shows the name that was typed for", () => {
    expect(find("thumbs")[0]).toMatchObject({ value: "👍", name: "thumbsup" });
  });

  it("lifts what was used before, but never over the exact name", () => {
    const plain = values("hear", { limit: 20 });
    const boosted = values("hear", { limit: 20, recent: ["😻"] });
    expect(boosted[0]).toBe("😻");
    expect(boosted.length).toBe(plain.length);
    expect(values("heart", { recent: ["😻"] })[0]).toBe("❤️");
  });

  it("offers this server's own emoji, before others of the same rank", () => {
    expect(find("part", { custom: [parrot] })[0]).toMatchObject({
      value: ":party_parrot:",
      name: "party_parrot",
    });
    expect(asEmoji(parrot).tones).toBe(false);
  });

  it("offers people in the chosen tone", () => {
    expect(values("wave", { tone: 3 })[0]).toBe("👋🏽");
  });
});

describe("skin tones", () => {
  it.each([
    ["wave", "👋🏿"],
    ["point_up", "☝🏿"],
    ["people_holding_hands", "🧑🏿‍🤝‍🧑🏿"],
    ["couplekiss_man_woman", "👩🏿‍❤️‍💋‍👨🏿"],
    ["tada", "🎉"],
  ])("gives %s its dark look", (name, look) => {
    const emoji = set.byShortcode(name);
    expect(emoji && withSkinTone(emoji, 5)).toBe(look);
  });

  it("keeps the choice, and survives a broken one", () => {
    setSkinTone(4);
    expect(skinTone()).toBe(4);
    localStorage.setItem("flowchat.skinTone", "{");
    expect(skinTone()).toBe(0);
    localStorage.setItem("flowchat.skinTone", "9");
    expect(skinTone()).toBe(0);
  });
});

describe("recent emoji", () => {
  it("are the latest first, each once, and not without end", () => {
    for (const emoji of set.all.slice(0, 60)) noteEmoji(emoji.unicode);
    noteEmoji("🎉");
    noteEmoji("👍");
    noteEmoji("🎉");
    expect(recentEmoji().slice(0, 2)).toEqual(["🎉", "👍"]);
    expect(recentEmoji()).toHaveLength(36);
    expect(new Set(recentEmoji()).size).toBe(36);
  });

  it("forget what is no list of texts", () => {
    localStorage.setItem("flowchat.emoji", '{"a": 1}');
    expect(recentEmoji()).toEqual([]);
    localStorage.setItem("flowchat.emoji", '["🎉", 7]');
    expect(recentEmoji()).toEqual(["🎉"]);
  });
});

it("reads the name out of a custom emoji only", () => {
  expect(customName(":party_parrot:")).toBe("party_parrot");
  expect(customName("🎉")).toBeNull();
  expect(customName(":Nope:")).toBeNull();
  expect(customName("see :party_parrot:")).toBeNull();
});
