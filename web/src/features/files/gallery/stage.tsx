import { useEffect, useImperativeHandle, useRef, useState, type Ref, type RefObject } from "react";

import { placeholderOf } from "@/components/files/placeholder";
import { usePanZoom, type PanZoom } from "@/components/files/use-pan-zoom";
import type { Attachment } from "@/contract/types";
import { fileUrl } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { fitted, type Extent } from "@/lib/pan-zoom";
import { useMediaQuery } from "@/lib/use-media-query";

interface StageProps {
  file: Attachment;
  onSwipe: (step: 1 | -1) => void;
  /** Keys and buttons outside of it work through this. */
  control: Ref<PanZoom>;
}

const UNKNOWN: Extent = { width: 1200, height: 900 };
/** Even a small picture may be looked at closely. */
const LEAST_ZOOM = 4;

/** One picture, whole at first; mounted anew for each. */
export function Stage({ file, onSwipe, control }: StageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const natural = file.width && file.height ? { width: file.width, height: file.height } : UNKNOWN;
  const picture = fitted(natural, size);
  const most = Math.max(LEAST_ZOOM, (2 * natural.width) / picture.width);
  const zoom = usePanZoom({ frame, bounds: { frame: size, picture, most }, onSwipe });
  useImperativeHandle(control, () => zoom);
  const { place, pulled, held } = zoom;
  return (
    <div
      ref={frame}
      data-testid="gallery-stage"
      data-scale={place.scale.toFixed(2)}
      {...zoom.handlers}
      className="relative flex min-h-0 flex-1 touch-none items-center justify-center overflow-hidden select-none"
    >
      <div
        style={{
          width: picture.width,
          height: picture.height,
          transform: `translate(${place.x + pulled}px, ${place.y}px) scale(${place.scale})`,
        }}
        className={`relative shrink-0 ${held ? "" : "transition-transform"} ${place.scale > 1 ? "cursor-grab" : ""}`}
      >
        <Layers file={file} close={place.scale > 1.2} />
      </div>
    </div>
  );
}

/** A blur, then the copy for screens, and the original for whoever looks closely. */
function Layers({ file, close }: { file: Attachment; close: boolean }) {
  const [state, setState] = useState<"loading" | "there" | "failed">("loading");
  const calm = useMediaQuery("(prefers-reduced-motion: reduce)");
  const blur = state === "loading" ? placeholderOf(file.thumbhash) : null;
  const moving = file.animated && !calm;
  const layer = "absolute inset-0 size-full";
  if (state === "failed") {
    return (
      <p className="flex size-full items-center justify-center p-4 text-center text-body">
        {t("files.gone")}
      </p>
    );
  }
  return (
    <>
      {blur ? <img src={blur} alt="" draggable={false} className={layer} /> : null}
      <img
        src={moving ? fileUrl(file.id) : fileUrl(file.id, "large")}
        alt={file.name}
        draggable={false}
        data-state={state}
        onLoad={() => setState("there")}
        onError={() => setState("failed")}
        className={layer}
      />
      {close && !file.animated ? (
        <img src={fileUrl(file.id)} alt="" draggable={false} className={layer} />
      ) : null}
    </>
  );
}

function useSize(element: RefObject<HTMLElement | null>): Extent {
  const [size, setSize] = useState<Extent>({ width: 1, height: 1 });
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const look = () =>
      setSize({ width: current.clientWidth || 1, height: current.clientHeight || 1 });
    look();
    const observer = new ResizeObserver(look);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
