import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";

import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { covering, type Extent } from "@/lib/pan-zoom";

import { cutOut, uploadSmall } from "./cutting";
import { usePanZoom, type PanZoom } from "./use-pan-zoom";

const FRAME = 272;
const MOST = 5;
const STEP_PX = 8;

interface CutDialogProps {
  file: File;
  shape: "person" | "room";
  /** Shows the uploaded picture wherever it belongs. */
  save: (uploadId: string) => Promise<unknown>;
  onClose: () => void;
}

/** Chooses the part of a picture that a face shows: by drag, pinch, wheel or keys. */
export function CutDialog({ file, shape, save, onClose }: CutDialogProps) {
  const { url, image, natural, onLoad, onError, broken } = usePicture(file);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const box = { width: FRAME, height: FRAME };
  const bounds = { frame: box, picture: covering(natural ?? box, box), most: MOST };
  const zoom = usePanZoom({ frame, bounds });

  async function done() {
    if (!image.current) return;
    setBusy(true);
    setProblem(null);
    try {
      await save(await uploadSmall(await cutOut(image.current, FRAME, zoom.place)));
      onClose();
    } catch (error) {
      setProblem(describeError(error));
      setBusy(false);
    }
  }

  return (
    <Dialog open onOpenChange={(open) => open || busy || onClose()}>
      <DialogContent title={t("face.cut")} description={t("face.cutBody")}>
        <DialogBody className="flex flex-col items-center gap-4">
          <FormProblem>{broken ? t("face.unreadable") : problem}</FormProblem>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys do what the drag does; the slider is the same for the size */}
          <div
            ref={frame}
            role="group"
            aria-label={t("face.place")}
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a stop for the arrow keys that move the picture
            tabIndex={0}
            onKeyDown={(event) => onKey(event, zoom)}
            {...zoom.handlers}
            style={{ width: FRAME, height: FRAME }}
            className="relative flex shrink-0 cursor-grab touch-none items-center justify-center overflow-hidden rounded-card bg-hover select-none"
            data-testid="cut-frame"
          >
            <img
              ref={image}
              src={url}
              alt=""
              draggable={false}
              onLoad={onLoad}
              onError={onError}
              style={{
                width: bounds.picture.width,
                height: bounds.picture.height,
                transform: `translate(${zoom.place.x}px, ${zoom.place.y}px) scale(${zoom.place.scale})`,
              }}
              className={`max-w-none shrink-0 ${natural ? "" : "invisible"}`}
            />
            <span
              aria-hidden
              className={`pointer-events-none absolute inset-0 outline-[999px] outline-scrim ${shape === "person" ? "rounded-full" : "rounded-[30%]"} outline-solid`}
            />
          </div>
          <ZoomSlider zoom={zoom} />
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose} disabled={busy}>
            {t("common.cancel")}
          </Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={!natural || broken}
            onClick={() => void done()}
          >
            {t("face.use")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function ZoomSlider({ zoom }: { zoom: PanZoom }) {
  const id = useId();
  const { scale } = zoom.place;
  return (
    <div className="flex w-full max-w-68 items-center gap-3">
      <label htmlFor={id} className="text-small text-muted">
        {t("face.zoom")}
      </label>
      <input
        id={id}
        type="range"
        min={1}
        max={MOST}
        step={0.05}
        value={scale}
        aria-valuetext={`${Math.round(scale * 100)} %`}
        onChange={({ target }) => zoom.zoomBy(Number(target.value) / scale)}
        className="h-9 flex-1 accent-accent max-md:h-touch"
      />
    </div>
  );
}

function onKey(event: KeyboardEvent, zoom: PanZoom): void {
  const move = (x: number, y: number) => () => zoom.panBy({ x: x * STEP_PX, y: y * STEP_PX });
  const keys: Partial<Record<string, () => void>> = {
    ArrowLeft: move(-1, 0),
    ArrowRight: move(1, 0),
    ArrowUp: move(0, -1),
    ArrowDown: move(0, 1),
    "+": zoom.zoomIn,
    "=": zoom.zoomIn,
    "-": zoom.zoomOut,
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** The chosen file as a picture of the page; its address is given back when the dialog goes. */
function usePicture(file: File) {
  const image = useRef<HTMLImageElement>(null);
  const [url, setUrl] = useState<string>();
  const [natural, setNatural] = useState<Extent | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    // eslint-disable-next-line react-hooks/set-state-in-effect -- an address is made and given back in pairs, which only an effect can do
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  const onLoad = () => {
    const { naturalWidth: width = 0, naturalHeight: height = 0 } = image.current ?? {};
    if (width > 0 && height > 0) setNatural({ width, height });
    else setBroken(true);
  };
  return { url, image, natural, broken, onLoad, onError: () => setBroken(true) };
}
