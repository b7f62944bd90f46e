import { describe, expect, it, vi } from "vitest";

import { newestIn } from "./drawable";

/** A canvas whose font has these emoji in colour and draws the others as black boxes. */
function penWith(
  coloured: readonly string[],
  wide: readonly string[] = [],
): CanvasRenderingContext2D {
  let shown = "";
  const pen = {
    clearRect: () => undefined,
    fillText: (text: string) => (shown = text),
    measureText: (text: string) => ({ width: wide.includes(text) ? 40 : 20 }),
    getImageData: () => ({ data: coloured.includes(shown) ? [250, 200, 20, 255] : [0, 0, 0, 255] }),
  };
  return pen as unknown as CanvasRenderingContext2D;
}

describe("which emoji can be drawn", () => {
  it.each([
    ["everything", penWith(["😀", "🫪", "🫩"]), 17],
    ["a font of 2021", penWith(["😀", "🫠", "🥲"]), 14],
    ["a sequence that falls apart", penWith(["😀", "🍋‍🟩", "🩷"], ["🍋‍🟩"]), 15],
    ["an old font", penWith(["😀"]), 11],
    ["outlines only: nothing can be told", penWith([]), Infinity],
    ["no canvas", null, Infinity],
  ])("%s", (_, pen, version) => {
    expect(newestIn(pen)).toBe(version);
  });

  it("is asked of the browser once", async () => {
    const { newestDrawable } = await import("./drawable");
    const getContext = vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
    expect(newestDrawable()).toBe(Infinity);
    newestDrawable();
    expect(getContext).toHaveBeenCalledTimes(1);
  });
});
