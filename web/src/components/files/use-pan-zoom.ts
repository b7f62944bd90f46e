import { useEffect, useRef, useState, type PointerEvent, type RefObject } from "react";

import {
  AT_REST,
  panned,
  within,
  zoomed,
  type Bounds,
  type Place,
  type Point,
} from "@/lib/pan-zoom";

const STEP = 1.5;
const DOUBLE = 2.5;
const DOUBLE_MS = 300;
/** So far a finger may stray and still have tapped. */
const TAP_PX = 10;
/** So far across makes a swipe. */
const SWIPE_PX = 56;

interface PanZoomOptions {
  readonly frame: RefObject<HTMLElement | null>;
  readonly bounds: Bounds;
  /** A swipe over a picture that is not enlarged: 1 to the left, -1 to the right. Without it one finger always pans. */
  readonly onSwipe?: (step: 1 | -1) => void;
}

export interface PanZoom {
  readonly place: Place;
  /** How far a finger has pulled the picture aside; 0 when none does. */
  readonly pulled: number;
  readonly held: boolean;
  readonly zoomBy: (factor: number) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly panBy: (by: Point) => void;
  readonly reset: () => void;
  readonly handlers: Pick<
    React.DOMAttributes<HTMLElement>,
    "onPointerDown" | "onPointerMove" | "onPointerUp" | "onPointerCancel"
  >;
}

/** Moves and enlarges a picture by wheel, drag, pinch, double tap, and by whatever calls it. */
export function usePanZoom({ frame, bounds, onSwipe }: PanZoomOptions): PanZoom {
  const [wish, setWish] = useState<Place>(AT_REST);
  // The frame may have changed since: what is drawn always fits.
  const place = within(wish, bounds);
  const change = (next: (place: Place) => Place) => setWish((old) => next(within(old, bounds)));
  const zoomAt = (factor: number, point: Point) =>
    change((old) => zoomed(old, factor, point, bounds));
  const center = { x: 0, y: 0 };
  useWheel(frame, zoomAt);
  const fingers = useFingers({
    frame,
    pans: place.scale > 1 || !onSwipe,
    onPan: (by) => change((old) => panned(old, by, bounds)),
    onPinch: zoomAt,
    onDouble: (point) => zoomAt(place.scale > 1 ? 1 / place.scale : DOUBLE, point),
    ...(onSwipe ? { onSwipe } : {}),
  });
  return {
    place,
    ...fingers,
    zoomBy: (factor) => zoomAt(factor, center),
    zoomIn: () => zoomAt(STEP, center),
    zoomOut: () => zoomAt(1 / STEP, center),
    panBy: (by) => change((old) => panned(old, by, bounds)),
    reset: () => setWish(AT_REST),
  };
}

function useWheel(
  frame: RefObject<HTMLElement | null>,
  zoomAt: (factor: number, point: Point) => void,
): void {
  const latest = useRef(zoomAt);
  useEffect(() => {
    latest.current = zoomAt;
  });
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      // Else the page under it scrolls, or the browser zooms.
      event.preventDefault();
      latest.current(Math.exp(-event.deltaY / 400), fromMiddle(event, element));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [frame]);
}

function fromMiddle(
  { clientX, clientY }: { clientX: number; clientY: number },
  element: HTMLElement,
): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

interface FingerOptions {
  frame: RefObject<HTMLElement | null>;
  pans: boolean;
  onPan: (by: Point) => void;
  onPinch: (factor: number, point: Point) => void;
  onDouble: (point: Point) => void;
  onSwipe?: (step: 1 | -1) => void;
}

/** What touches the picture at this moment. */
interface Hold {
  readonly fingers: Map<number, Point>;
  from: Point;
  /** More than one finger, or moved: no tap any more. */
  strayed: boolean;
  pinched: boolean;
  tappedAt: number;
}

/** One finger (or the mouse) pans or swipes, two pinch, two taps in a row enlarge. */
function useFingers({ frame, pans, onPan, onPinch, onDouble, onSwipe }: FingerOptions) {
  const hold = useRef<Hold>(nothingHeld());
  const [pulled, setPulled] = useState(0);
  const [held, setHeld] = useState(false);

  const letGo = () => {
    setHeld(false);
    setPulled(0);
  };

  function down(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    take(hold.current, event);
    setHeld(true);
  }

  function move(event: PointerEvent<HTMLElement>) {
    const { current } = hold;
    const before = current.fingers.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    current.fingers.set(event.pointerId, now);
    if (apart(now, current.from) > TAP_PX) current.strayed = true;
    const other = otherFinger(current, event.pointerId);
    if (other && frame.current) {
      const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      onPinch(apart(now, other) / apart(before, other), fromMiddle(middle, frame.current));
    } else if (pans) onPan({ x: now.x - before.x, y: now.y - before.y });
    else if (!current.pinched) setPulled(now.x - current.from.x);
  }

  function up(event: PointerEvent<HTMLElement>) {
    const { current } = hold;
    if (!current.fingers.delete(event.pointerId) || current.fingers.size > 0) return;
    letGo();
    if (event.type === "pointercancel") return;
    const across = event.clientX - current.from.x;
    if (!pans && isSwipe(current, across)) onSwipe?.(across < 0 ? 1 : -1);
    else if (isDouble(current, event) && frame.current) onDouble(fromMiddle(event, frame.current));
  }

  const ends = { onPointerUp: up, onPointerCancel: up };
  return { pulled, held, handlers: { onPointerDown: down, onPointerMove: move, ...ends } };
}

const nothingHeld = (): Hold => ({
  fingers: new Map(),
  from: { x: 0, y: 0 },
  strayed: false,
  pinched: false,
  tappedAt: -Infinity,
});

function take(hold: Hold, event: PointerEvent): void {
  const more = hold.fingers.size > 0;
  if (!more) hold.from = pointOf(event);
  hold.fingers.set(event.pointerId, pointOf(event));
  hold.strayed = more;
  hold.pinched = more;
}

function otherFinger({ fingers }: Hold, id: number): Point | null {
  if (fingers.size !== 2) return null;
  return [...fingers].find(([key]) => key !== id)?.[1] ?? null;
}

/** The second of two taps in quick succession? Counted here: not every browser tells of a finger's. */
function isDouble(hold: Hold, { timeStamp }: PointerEvent): boolean {
  const twice = !hold.strayed && timeStamp - hold.tappedAt < DOUBLE_MS;
  hold.tappedAt = twice || hold.strayed ? -Infinity : timeStamp;
  return twice;
}

const isSwipe = ({ pinched }: Hold, across: number) => !pinched && Math.abs(across) > SWIPE_PX;

const apart = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) || 1;

const pointOf = ({ clientX, clientY }: PointerEvent): Point => ({ x: clientX, y: clientY });
