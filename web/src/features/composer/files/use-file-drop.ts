import { useEffect, useEffectEvent, useState, type RefObject } from "react";

import type { Given } from "./use-adding";

/** Browsers say several times a second that something is held over a place; silence means it is gone. */
const SILENCE_MS = 900;

const carriesFiles = ({ dataTransfer }: DragEvent) =>
  dataTransfer?.types.includes("Files") ?? false;

/**
 * Takes files that are dropped anywhere on the pane around the composer. Answers with the place to cover
 * while they are held over it, else null; that can't stay behind, whichever way the drag ends.
 */
export function useFileDrop(
  inside: RefObject<HTMLElement | null>,
  onFiles: (given: Given) => void,
): DOMRect | null {
  const [over, setOver] = useState<DOMRect | null>(null);
  const take = useEffectEvent(onFiles);
  useEffect(() => {
    const pane = inside.current?.closest<HTMLElement>("main, [role=main], [role=complementary]");
    if (!pane) return;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const end = () => {
      clearTimeout(silence);
      setOver(null);
    };
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
      setOver((before) => before ?? pane.getBoundingClientRect());
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && pane.contains(relatedTarget))) end();
    };
    const onDrop = (event: DragEvent) => {
      end();
      if (!carriesFiles(event)) return;
      event.preventDefault();
      take(givenBy(event.dataTransfer));
    };
    pane.addEventListener("dragenter", onOver);
    pane.addEventListener("dragover", onOver);
    pane.addEventListener("dragleave", onLeave);
    pane.addEventListener("drop", onDrop);
    return () => {
      end();
      pane.removeEventListener("dragenter", onOver);
      pane.removeEventListener("dragover", onOver);
      pane.removeEventListener("dragleave", onLeave);
      pane.removeEventListener("drop", onDrop);
    };
  }, [inside]);
  return over;
}

/** A folder looks like a file that can't be read; only its entry says what it is. */
export function givenBy(data: DataTransfer | null): Given {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === "file");
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of items) {
    const file = item.getAsFile();
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) folders.push(entry.name);
    else if (file) files.push(file);
  }
  return { files, folders };
}
