import { describe, expect, it } from "vitest";

import { fileUrl, formatBytes } from "./files";

describe("fileUrl", () => {
  it("names a file, its copies and its download", () => {
    expect(fileUrl("f1")).toBe("/api/files/f1/");
    expect(fileUrl("f1", "small")).toBe("/api/files/f1/small/");
    expect(fileUrl("f1", undefined, { download: true })).toBe("/api/files/f1/?download=1");
    expect(fileUrl("f1", "large", { download: true })).toBe("/api/files/f1/large/?download=1");
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [1023, "1,023 bytes"],
    [1024, "1 kB"],
    [48 * 1024, "48 kB"],
    [1024 ** 2 - 1, "1 MB"],
    [2.44 * 1024 ** 2, "2.4 MB"],
    [25 * 1024 ** 2, "25 MB"],
    [1024 ** 3, "1 GB"],
    [5000 * 1024 ** 4, "5,000 TB"],
  ])("says %d as %s", (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });
});
