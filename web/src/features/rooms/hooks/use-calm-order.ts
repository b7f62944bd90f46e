import { useLayoutEffect, useRef, useState } from "react";

import type { Section } from "@/features/rooms/model/sidebar";
import { areInOrder, haveTheSame, inOrderOf } from "@/features/rooms/model/steady-order";

/** So long the rows of the list stay where they are after some have changed places. */
const REST_MS = 500;

/**
 * The chats as they are, changing places no oftener than one can follow: the first change at once, what
 * comes soon after it together. Each change moves all rows between the two places, which takes the time of
 * whoever types meanwhile.
 */
export function useCalmOrder(
  sections: readonly Section[] | undefined,
): readonly Section[] | undefined {
  const [order, setOrder] = useState(sections);
  const moved = useRef(-Infinity);
  const stays = sections === order || (sections && order && areInOrder(order, sections));
  const waits = sections && order && !stays && haveTheSame(order, sections);
  // What came or went is shown at once, and with it the order of all.
  if (!stays && !waits) setOrder(sections);
  useLayoutEffect(() => {
    if (!waits) return;
    const move = () => {
      moved.current = performance.now();
      setOrder(sections);
    };
    const left = moved.current + REST_MS - performance.now();
    if (left <= 0) {
      move();
      return;
    }
    const timer = setTimeout(move, left);
    return () => clearTimeout(timer);
  }, [sections, waits]);
  return waits ? inOrderOf(order, sections) : sections;
}
