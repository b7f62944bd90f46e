import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { AT_REST, covering, fitted, panned, within, zoomed, type Bounds } from "./pan-zoom";

const bounds: Bounds = {
  frame: { width: 400, height: 300 },
  picture: { width: 400, height: 200 },
  most: 4,
};

describe("a picture in its frame", () => {
  it("fits whole and is never made larger; covers without a gap", () => {
    expect(fitted({ width: 800, height: 200 }, bounds.frame)).toEqual({ width: 400, height: 100 });
    expect(fitted({ width: 80, height: 20 }, bounds.frame)).toEqual({ width: 80, height: 20 });
    expect(covering({ width: 80, height: 20 }, bounds.frame)).toEqual({ width: 1200, height: 300 });
  });

  it("stays in the middle along a side that is shorter than the frame", () => {
    expect(panned({ ...AT_REST, scale: 1.2 }, { x: 500, y: 500 }, bounds)).toEqual({
      x: 40,
      y: 0,
      scale: 1.2,
    });
  });

  it("keeps what lies under the pointer there while it grows", () => {
    const point = { x: 50, y: 0 };
    const place = zoomed(AT_REST, 2, point, bounds);
    expect(place).toEqual({ x: -50, y: 0, scale: 2 });
  });

  it("never leaves a gap that could be filled, whatever is done to it", () => {
    const number = fc.double({ min: -2000, max: 2000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.2, max: 4, noNaN: true }), number, number), {
          maxLength: 12,
        }),
        (steps) => {
          const end = steps.reduce(
            (place, [factor, x, y]) =>
              panned(zoomed(place, factor, { x: y, y: x }, bounds), { x, y }, bounds),
            AT_REST,
          );
          expect(end.scale).toBeGreaterThanOrEqual(1);
          expect(end.scale).toBeLessThanOrEqual(bounds.most);
          expect(within(end, bounds)).toEqual(end);
          const surplus = bounds.picture.width * end.scale - bounds.frame.width;
          expect(Math.abs(end.x)).toBeLessThanOrEqual(Math.max(0, surplus / 2) + 1e-9);
        },
      ),
    );
  });
});
