import { Dialog as DialogPrimitive } from "radix-ui";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";

import type { PanZoom } from "@/components/files/use-pan-zoom";
import { useRoomPictures } from "@/features/files/hooks/use-room-pictures";
import type { RoomFile } from "@/features/files/model/room-file";
import { showPicture, type ShownPicture } from "@/features/files/model/shown-picture";
import { fileUrl } from "@/lib/files";
import { t } from "@/lib/i18n/translate";

import { GalleryHead, Leaf } from "./gallery-head";
import { Stage } from "./stage";

interface GalleryProps {
  shown: ShownPicture;
  /** Goes to the message that a picture came in. */
  onJump: (roomId: string, seq: number) => void;
}

/** The pictures of a room, one at a time over the whole window. */
export function Gallery({ shown, onJump }: GalleryProps) {
  const [at, setAt] = useState(shown.fileId);
  const { pictures, index, whole } = useRoomPictures(shown, at);
  const current = pictures[index] ?? shown.known.find(({ attachment }) => attachment.id === at);
  const control = useRef<PanZoom>(null);
  const jumped = useRef(false);
  const before = useFocusBefore();
  usePreloaded(pictures, index);
  const go = (step: number) => {
    const next = index < 0 ? undefined : pictures[index + step];
    if (next) setAt(next.attachment.id);
  };
  if (!current) return null;
  const jump = () => {
    jumped.current = true;
    showPicture(null);
    onJump(shown.roomId, current.seq);
  };
  const count = { number: index + 1, total: pictures.length };
  return (
    <DialogPrimitive.Root open onOpenChange={(open) => open || showPicture(null)}>
      <DialogPrimitive.Portal>
        <DialogPrimitive.Content
          data-testid="gallery"
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex animate-fade-in flex-col bg-screen safe-bottom text-on-screen outline-none"
          onKeyDown={(event) => onKey(event, control, go)}
          onOpenAutoFocus={focusItself}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Who went to the message finds the focus there.
            if (!jumped.current) before.current?.focus();
          }}
        >
          <GalleryHead
            file={current}
            position={whole && index >= 0 ? t("gallery.position", count) : null}
            control={control}
            onJump={jump}
          />
          <Stage
            key={at}
            file={current.attachment}
            control={control}
            onSwipe={(step) => go(step * readingSign())}
          />
          {/* The side that pictures come from: the older one lies where a line begins. */}
          {index > 0 ? <Leaf side="start" onGo={() => go(-1)} /> : null}
          {index >= 0 && index < pictures.length - 1 ? (
            <Leaf side="end" onGo={() => go(1)} />
          ) : null}
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

/** The window has the focus, not its first button: arrows work at once and no tooltip opens. */
function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** Opened from a message, which no trigger of the dialog is: the place to come back to. */
function useFocusBefore(): RefObject<HTMLElement | null> {
  const [element] = useState(() => document.activeElement);
  return useRef(element instanceof HTMLElement ? element : null);
}

/** Where lines run from right to left, so do the pictures. */
const readingSign = () => (document.dir === "rtl" ? -1 : 1);

const PAN_PX = 80;

function onKey(
  event: KeyboardEvent,
  control: RefObject<PanZoom | null>,
  go: (step: number) => void,
): void {
  const zoom = control.current;
  if (!zoom || event.altKey || event.ctrlKey || event.metaKey) return;
  const large = zoom.place.scale > 1;
  const across = (side: 1 | -1) =>
    large ? zoom.panBy({ x: -side * PAN_PX, y: 0 }) : go(side * readingSign());
  const along = (side: 1 | -1) => zoom.panBy({ x: 0, y: -side * PAN_PX });
  const keys: Partial<Record<string, () => void>> = {
    ArrowLeft: () => across(-1),
    ArrowRight: () => across(1),
    ArrowUp: () => along(-1),
    ArrowDown: () => along(1),
    "+": zoom.zoomIn,
    "=": zoom.zoomIn,
    "-": zoom.zoomOut,
    "0": zoom.reset,
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** The next ones on both sides are fetched before anybody asks. */
function usePreloaded(pictures: readonly RoomFile[], index: number): void {
  const near = index < 0 ? [] : [pictures[index - 1], pictures[index + 1]];
  const ids = near.flatMap((one) => (one ? [one.attachment.id] : [])).join(" ");
  useEffect(() => {
    for (const id of ids.split(" ").filter(Boolean)) new Image().src = fileUrl(id, "large");
  }, [ids]);
}
