import { useState, type DragEvent } from "react";

const KINDS = {
  room: "application/x-flowchat-room",
  section: "application/x-flowchat-section",
} as const;

export type Dragged = keyof typeof KINDS;

/**
 * Lets an element be dragged as a room or a section of the sidebar. With a mouse: a finger that stays
 * on a row opens its menu, and moving one scrolls.
 */
export function dragged(kind: Dragged, value: string) {
  return {
    draggable: window.matchMedia("(any-pointer: fine)").matches,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.setData(KINDS[kind], value);
      event.dataTransfer.effectAllowed = "move";
    },
  };
}

/** Takes what is dropped on an element; nothing else that may be dragged over a page. */
export function useDropping(onDrop: (kind: Dragged, value: string) => void) {
  const [over, setOver] = useState(false);
  const kindOf = ({ dataTransfer }: DragEvent) =>
    (Object.keys(KINDS) as Dragged[]).find((kind) => dataTransfer.types.includes(KINDS[kind]));
  return {
    over,
    target: {
      onDragOver: (event: DragEvent) => {
        if (!kindOf(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) {
          setOver(false);
        }
      },
      onDrop: (event: DragEvent) => {
        const kind = kindOf(event);
        setOver(false);
        if (!kind) return;
        event.preventDefault();
        onDrop(kind, event.dataTransfer.getData(KINDS[kind]));
      },
    },
  };
}
