/** Where a picture lies in its frame: how far its middle is from the frame's, and how much it is enlarged. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Bounds {
  readonly frame: Extent;
  /** The picture at scale 1. */
  readonly picture: Extent;
  /** How far it may be enlarged. */
  readonly most: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const AT_REST: Place = { x: 0, y: 0, scale: 1 };

/** The nearest place that leaves no gap: a side that is shorter than the frame stays in the middle. */
export function within({ x, y, scale }: Place, { frame, picture, most }: Bounds): Place {
  const size = Math.min(Math.max(scale, 1), most);
  return {
    x: limit(x, picture.width * size - frame.width),
    y: limit(y, picture.height * size - frame.height),
    scale: size,
  };
}

function limit(offset: number, surplus: number): number {
  const far = Math.max(0, surplus / 2);
  // Never -0, which is not 0 to those who compare.
  return Math.min(Math.max(offset, -far), far) + 0;
}

/** Enlarges by a factor; what lies under the point (from the frame's middle) stays under it. */
export function zoomed(place: Place, factor: number, { x, y }: Point, bounds: Bounds): Place {
  const scale = Math.min(Math.max(place.scale * factor, 1), bounds.most);
  const ratio = scale / place.scale;
  return within({ x: x - (x - place.x) * ratio, y: y - (y - place.y) * ratio, scale }, bounds);
}

export function panned(place: Place, by: Point, bounds: Bounds): Place {
  return within({ ...place, x: place.x + by.x, y: place.y + by.y }, bounds);
}

/** The size of a picture that is whole in a frame, never larger than it is. */
export function fitted(picture: Extent, frame: Extent): Extent {
  return scaled(picture, Math.min(1, frame.width / picture.width, frame.height / picture.height));
}

/** The size of a picture that just leaves no gap in a frame. */
export function covering(picture: Extent, frame: Extent): Extent {
  return scaled(picture, Math.max(frame.width / picture.width, frame.height / picture.height));
}

const scaled = ({ width, height }: Extent, by: number) => ({
  width: width * by,
  height: height * by,
});
