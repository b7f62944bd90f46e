import { CircleAlert, RotateCw, X } from "lucide-react";
import type { ReactNode } from "react";

import { FileName } from "@/components/files/file-name";
import { ProgressLine, UploadStatus, UploadThumb } from "@/components/files/upload-parts";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { Upload } from "@/realtime/uploads/upload";

import type { Refused } from "./admit";

interface UploadCardProps {
  upload: Upload;
  onRemove: () => void;
  onRetry: () => void;
}

/** One file: what it is, how far it has come, and the way to take it back. */
export function UploadCard({ upload, onRemove, onRetry }: UploadCardProps) {
  const { uploads } = useChat();
  const { id, name, state, error } = upload;
  const failed = state === "failed";
  return (
    <Card id={id} state={state} bad={failed}>
      <UploadThumb upload={upload} preview={uploads.preview(id)} />
      <Words name={name}>
        <UploadStatus upload={upload} />
      </Words>
      {failed && error?.again ? (
        <IconButton label={t("upload.retryOne", { name })} size="iconSmall" onClick={onRetry}>
          <RotateCw aria-hidden />
        </IconButton>
      ) : null}
      <Leave
        label={t(state === "done" || failed ? "upload.remove" : "upload.cancel", { name })}
        onClick={onRemove}
      />
      <ProgressLine upload={upload} />
    </Card>
  );
}

interface RefusedCardProps {
  refused: Refused;
  onDismiss: () => void;
}

/** A file that stays here, and why; the message goes without it. */
export function RefusedCard({ refused: { id, name, reason }, onDismiss }: RefusedCardProps) {
  return (
    <Card id={id} state="refused" bad>
      <span className="flex size-10 shrink-0 items-center justify-center text-danger-text">
        <CircleAlert aria-hidden className="icon" />
      </span>
      <Words name={name}>
        <p role="alert" className="text-meta text-danger-text">
          {reason}
        </p>
      </Words>
      <Leave label={t("upload.remove", { name })} onClick={onDismiss} />
    </Card>
  );
}

interface CardProps {
  id: string;
  state: string;
  bad: boolean;
  children: ReactNode;
}

function Card({ id, state, bad, children }: CardProps) {
  return (
    <li
      data-upload={id}
      data-state={state}
      className={cn(
        "relative flex min-h-14 min-w-0 items-center gap-2.5 overflow-hidden rounded-control border border-line bg-surface py-1.5 ps-2 pe-1",
        bad && "col-span-full border-danger/45",
      )}
    >
      {children}
    </li>
  );
}

function Words({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 flex-1">
      <FileName name={name} className="text-small font-medium" />
      {children}
    </div>
  );
}

function Leave({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <IconButton data-leave label={label} size="iconSmall" onClick={onClick}>
      <X aria-hidden />
    </IconButton>
  );
}
