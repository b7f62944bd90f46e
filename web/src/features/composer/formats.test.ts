import { expect, it } from "vitest";

import { keymap } from "@/lib/keymap";

import { FORMATS } from "./formats";

it("has every key of a format in the list of keys, with the same meaning", () => {
  const listed = Object.entries(keymap).map(([name, { keys }]) => `${name} ${keys}`);
  const mine = FORMATS.flatMap(({ name, keys }) => (keys ? [`${name} ${keys}`] : []));
  expect(mine.filter((line) => !listed.includes(line))).toEqual([]);
  expect(mine.length).toBeGreaterThan(5);
});
