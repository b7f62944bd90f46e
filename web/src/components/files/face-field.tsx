import { ImagePlus, Trash2 } from "lucide-react";
import { Suspense, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";

const RemoveFace = lazyPart(() => import("./remove-face").then((file) => file.RemoveFace));
const CutDialog = lazyPart(() => import("./cut-dialog").then((file) => file.CutDialog));

export interface FaceFieldProps {
  shape: "person" | "room";
  /** The picture that stands there now. */
  picture: string | null;
  save: (uploadId: string) => Promise<unknown>;
  remove: () => Promise<unknown>;
}

/** Chooses a picture for a person or a room, cuts it, or takes it away. */
export function FaceField({ shape, picture, save, remove }: FaceFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex flex-wrap gap-2">
      {/* The browser's own file field is hidden: it cannot be styled, its button can. */}
      <input
        ref={input}
        type="file"
        accept="image/*"
        data-testid="face-file"
        hidden
        onChange={({ target }) => {
          setFile(target.files?.[0] ?? null);
          // The same file may be chosen again.
          target.value = "";
        }}
      />
      <Button size="small" onClick={() => input.current?.click()}>
        <ImagePlus aria-hidden />
        {picture ? t("face.change") : t("face.add")}
      </Button>
      {picture ? (
        <Button size="small" variant="quiet" onClick={() => setAsking(true)}>
          <Trash2 aria-hidden />
          {t("face.remove")}
        </Button>
      ) : null}
      <Suspense fallback={null}>
        {file ? (
          <CutDialog file={file} shape={shape} save={save} onClose={() => setFile(null)} />
        ) : null}
        {asking ? (
          <RemoveFace shape={shape} remove={remove} onClose={() => setAsking(false)} />
        ) : null}
      </Suspense>
    </div>
  );
}
