import { describe, expect, it } from "vitest";

import { wireAttachment, wireMessage } from "@/test/wire";

import { fileWords, messageWords } from "./message-words";

const words = (change: Parameters<typeof wireMessage>[1]) => messageWords(wireMessage(1, change));
const picture = wireAttachment("p");
const paper = wireAttachment("d", { kind: "file", name: "plan.pdf" });

describe("what a message says in one line", () => {
  it("is its text without marks, whatever files it has", () => {
    expect(words({ text: "**so** ||it|| is", attachments: [picture] })).toBe("so █████ is");
  });

  it("is what its files are when it has no text", () => {
    expect(words({ text: "", attachments: [picture] })).toBe("Picture");
    expect(words({ text: "", attachments: [paper] })).toBe("plan.pdf");
    expect(fileWords([picture, picture])).toBe("2 pictures");
    expect(fileWords([picture, paper])).toBe("2 files");
    expect(fileWords([])).toBe("");
  });

  it("is what it passed on: the text, else the files", () => {
    const forwarded = {
      message_id: "m0",
      room_id: "r0",
      author_id: "bo",
      text: "over there",
      attachments: [picture],
      sent_at: "2026-01-01T00:00:00.000Z",
    };
    expect(words({ text: "", forwarded })).toBe("over there");
    expect(words({ text: "", forwarded: { ...forwarded, text: "" } })).toBe("Picture");
  });
});
