import { expect, it } from "vitest";

import { typingText } from "./typing-line";

it.each([
  [[], ""],
  [["Ana"], "Ana is typing"],
  [["Ana", "Bo"], "Ana and Bo are typing"],
  [["Ana", "Bo", "Cy"], "Several people are typing"],
])("says who is typing: %j", (names, words) => {
  expect(typingText(names)).toBe(words);
});
