import { describe, expect, it } from "vitest";

import { wireAttachment } from "@/test/wire";

import { columnsOf, filesHeight, groupsOf, pictureBox } from "./boxes";
import { squareOf } from "./cutting";
import { endingOf, typeWords } from "./file-kinds";
import { placeholderOf } from "./placeholder";
import { sourcesOf } from "./sources";

const file = (id: string) => wireAttachment(id, { kind: "file", name: "plan.pdf" });

describe("the box of a picture", () => {
  it.each([
    [4000, 3000, 400, 300],
    [300, 1200, 80, 320],
    [120, 90, 120, 90],
    [10, 10, 48, 48],
    [8000, 100, 400, 48],
  ])("of %d by %d is %d by %d", (width, height, wide, tall) => {
    expect(pictureBox({ width, height })).toEqual({ width: wide, height: tall });
  });

  it("has a size of its own where none is known", () => {
    expect(pictureBox({ width: null, height: null })).toEqual({ width: 320, height: 240 });
  });
});

describe("several files", () => {
  it("keep their order, and pictures in a row share a grid", () => {
    const [a, b, c] = [wireAttachment("a"), wireAttachment("b"), wireAttachment("c")];
    const groups = groupsOf([a, b, file("d"), c]);
    expect(groups).toEqual([
      { kind: "pictures", files: [a, b] },
      { kind: "other", file: file("d") },
      { kind: "pictures", files: [c] },
    ]);
    expect([2, 3, 4, 7].map(columnsOf)).toEqual([2, 3, 2, 3]);
    expect(filesHeight([a, b, file("d"), c])).toBe(202 + 6 + 56 + 6 + 300 + 6);
  });
});

describe("the copies of a picture", () => {
  it("are told with their widths, so that the browser can choose", () => {
    expect(sourcesOf({ id: "p", width: 1000, height: 2000 }, 160)).toEqual({
      src: "/api/files/p/small/",
      srcSet: "/api/files/p/small/ 240w, /api/files/p/large/ 800w",
      sizes: "160px",
    });
  });

  it("are one where the picture is small", () => {
    expect(sourcesOf({ id: "p", width: 300, height: 200 }, 300)).toEqual({
      src: "/api/files/p/small/",
    });
  });
});

describe("a placeholder", () => {
  it("is a tiny picture, and none for what is no ThumbHash", () => {
    expect(placeholderOf("1QcSHQRnh493V4dIh4eXh1h4kJUI")).toMatch(/^data:image\/png;base64,/);
    expect(placeholderOf("")).toBeNull();
    expect(placeholderOf("%%%")).toBeNull();
  });
});

describe("what a file is called", () => {
  it("follows its ending, where the kind says nothing", () => {
    expect(endingOf("archive.tar.gz")).toBe("GZ");
    expect(endingOf(".env")).toBe("");
    expect(endingOf("no ending")).toBe("");
    expect(typeWords(file("d"))).toBe("PDF file");
    expect(typeWords({ ...file("d"), name: "README" })).toBe("File");
    expect(typeWords(wireAttachment("p"))).toBe("Picture");
  });
});

describe("cutting a face", () => {
  it("takes the square that the frame shows, in the picture's own pixels", () => {
    const natural = { width: 1000, height: 500 };
    const rest = { x: 0, y: 0, scale: 1 };
    expect(squareOf(natural, 250, rest)).toEqual({ left: 250, top: 0, side: 500 });
    expect(squareOf(natural, 250, { x: -125, y: 0, scale: 1 })).toEqual({
      left: 500,
      top: 0,
      side: 500,
    });
    expect(squareOf(natural, 250, { x: 0, y: 0, scale: 2 })).toEqual({
      left: 375,
      top: 125,
      side: 250,
    });
  });
});
