import { describe, expect, it } from "vitest";

import { message } from "@/test/chat";

import { announcement } from "./announcer";
import { seenText } from "./seen-by";

describe("sentences of the conversation", () => {
  it("announce one message whole, several by their number, none not at all", () => {
    const name = () => "Ana";
    expect(announcement([], "General", name)).toBe("");
    expect(announcement([message(1, "ana", "hi")], "General", name)).toBe("Ana: hi");
    const many = [1, 2, 3, 4, 5].map((seq) => message(seq, "ana"));
    expect(announcement(many, "General", name)).toBe("5 new messages in General");
  });

  it("name the first readers and count the rest", () => {
    expect(seenText(["Ana"], false)).toBe("Seen by Ana");
    expect(seenText(["Ana", "Bo"], false)).toBe("Seen by Ana and Bo");
    expect(seenText(["Ana", "Bo"], true)).toBe("Seen by everyone");
    expect(seenText(["A", "B", "C", "D", "E"], false)).toBe("Seen by A, B, C and 2 more");
  });
});
