import { useState } from "react";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import type { FaceFieldProps } from "./face-field";

interface RemoveFaceProps extends Pick<FaceFieldProps, "shape" | "remove"> {
  onClose: () => void;
}

/** Asks before a picture goes; another one has to be chosen anew. */
export function RemoveFace({ shape, remove, onClose }: RemoveFaceProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  async function confirm() {
    setBusy(true);
    setError(undefined);
    try {
      await remove();
      onClose();
    } catch (problem) {
      setError(describeError(problem));
    } finally {
      setBusy(false);
    }
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(next) => next || onClose()}
      title={t("face.removeTitle")}
      body={shape === "person" ? t("face.removeBody") : t("face.removeRoomBody")}
      action={t("face.remove")}
      busy={busy}
      error={error}
      onConfirm={() => void confirm()}
    />
  );
}
