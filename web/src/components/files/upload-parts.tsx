import { createElement } from "react";

import { cn } from "@/lib/cn";
import { formatBytes } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { useOnline } from "@/lib/use-online";

import { iconOf } from "./file-kinds";

/** What is told of a file on its way. */
export interface UploadShown {
  readonly name: string;
  readonly kind: "picture" | "video" | "audio" | "file";
  readonly size: number;
  /** How many bytes are there. */
  readonly sent: number;
  readonly state: "waiting" | "sending" | "checking" | "done" | "failed";
  readonly error: { readonly message: string } | null;
}

interface UploadThumbProps {
  upload: UploadShown;
  /** The picture as it lies on this device; null for other files. */
  preview: string | null;
}

/** A small square: the picture itself, or a sign for its kind. */
export function UploadThumb({ upload, preview }: UploadThumbProps) {
  const { kind, name } = upload;
  return (
    <span className="flex size-10 shrink-0 items-center justify-center overflow-hidden rounded-tick bg-accent-soft text-accent-text">
      {preview ? (
        <img src={preview} alt="" draggable={false} className="size-full object-cover" />
      ) : (
        createElement(iconOf({ kind, name, content_type: "" }), {
          "aria-hidden": true,
          className: "icon",
        })
      )}
    </span>
  );
}

/** How a file on its way stands, in words; once it is there, its size. */
export function UploadStatus({ upload }: { upload: UploadShown }) {
  const online = useOnline();
  const failed = upload.state === "failed";
  return (
    <p
      className={cn("text-meta tabular-nums", failed ? "text-danger-text" : "truncate text-muted")}
    >
      {statusOf(upload, online)}
    </p>
  );
}

function statusOf({ state, size, sent, error }: UploadShown, online: boolean): string {
  switch (state) {
    case "waiting":
      return online ? t("upload.waiting") : t("upload.offline");
    case "sending":
      return t("upload.sending", { sent: formatBytes(sent), size: formatBytes(size) });
    case "checking":
      return t("upload.checking");
    case "done":
      return formatBytes(size);
    case "failed":
      return error?.message ?? "";
  }
}

/** Along the lower edge of what it belongs to; nothing moves when it comes or goes. */
export function ProgressLine({ upload }: { upload: UploadShown }) {
  const { name, state, size, sent } = upload;
  if (state === "done" || state === "failed") return null;
  const percent = size > 0 ? Math.min(100, Math.floor((100 * sent) / size)) : 0;
  return (
    <div
      role="progressbar"
      aria-label={t("upload.progress", { name })}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="absolute inset-x-0 bottom-0 h-[3px] bg-line"
    >
      <div
        style={{ width: `${percent}%` }}
        className={cn(
          "h-full bg-accent motion-safe:transition-[width]",
          state === "checking" && "motion-safe:animate-pulse",
        )}
      />
    </div>
  );
}
