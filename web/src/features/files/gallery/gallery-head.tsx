import {
  ChevronLeft,
  ChevronRight,
  Download,
  MessageSquareText,
  X,
  ZoomIn,
  ZoomOut,
} from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ReactNode, RefObject } from "react";

import { FileName } from "@/components/files/file-name";
import type { PanZoom } from "@/components/files/use-pan-zoom";
import { Tooltip } from "@/components/ui/tooltip";
import type { RoomFile } from "@/features/files/model/room-file";
import { cn } from "@/lib/cn";
import { formatMoment } from "@/lib/dates";
import { fileUrl } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { usePerson } from "@/realtime/use-cache";

const toolClasses =
  "flex size-9 shrink-0 items-center justify-center rounded-control text-on-screen hover:bg-on-screen/15 focus-visible:outline-on-screen max-md:size-touch [&_svg]:icon";

interface GalleryHeadProps {
  file: RoomFile;
  /** "3 of 12", once all are known. */
  position: string | null;
  control: RefObject<PanZoom | null>;
  onJump: () => void;
}

/** Whose picture it is, and what may be done with it. */
export function GalleryHead({ file, position, control, onJump }: GalleryHeadProps) {
  const { attachment, author_id, sent_at } = file;
  const name = usePerson(author_id)?.name ?? t("room.someone");
  const when = formatMoment(sent_at);
  return (
    <header className="flex min-h-header shrink-0 items-center gap-1 ps-4 pe-2">
      <div className="min-w-0 flex-1">
        <DialogPrimitive.Title asChild>
          <h2 className="text-body font-medium">
            <FileName name={attachment.name} />
          </h2>
        </DialogPrimitive.Title>
        <p className="flex gap-x-2 text-meta whitespace-nowrap opacity-80">
          <bdi className="truncate">{name}</bdi>
          <time dateTime={sent_at} className="shrink-0">
            {when}
          </time>
          {position ? <span className="shrink-0 max-sm:hidden">{position}</span> : null}
        </p>
      </div>
      <p role="status" className="sr-only">
        {t("gallery.now", { file: attachment.name, name, when })} {position}
      </p>
      <span className="contents max-sm:hidden">
        <Tool label={t("gallery.zoomOut")} keys="-" onClick={() => control.current?.zoomOut()}>
          <ZoomOut aria-hidden />
        </Tool>
        <Tool label={t("gallery.zoomIn")} keys="+" onClick={() => control.current?.zoomIn()}>
          <ZoomIn aria-hidden />
        </Tool>
      </span>
      <Tool label={t("gallery.jump")} onClick={onJump}>
        <MessageSquareText aria-hidden />
      </Tool>
      <Tooltip label={t("files.download")}>
        <a
          href={fileUrl(attachment.id, undefined, { download: true })}
          download={attachment.name}
          aria-label={t("files.downloadOne", { name: attachment.name })}
          className={toolClasses}
        >
          <Download aria-hidden />
        </a>
      </Tooltip>
      <Tooltip label={t("common.close")}>
        <DialogPrimitive.Close aria-label={t("common.close")} className={toolClasses}>
          <X aria-hidden />
        </DialogPrimitive.Close>
      </Tooltip>
    </header>
  );
}

interface ToolProps {
  label: string;
  keys?: string;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, keys, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <button type="button" aria-label={label} onClick={onClick} className={toolClasses}>
        {children}
      </button>
    </Tooltip>
  );
}

/** Turns to the picture before or after; fingers swipe instead, but find it, too. */
export function Leaf({ side, onGo }: { side: "start" | "end"; onGo: () => void }) {
  const Icon = side === "start" ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={side === "start" ? t("gallery.older") : t("gallery.newer")}
      onClick={onGo}
      className={cn(
        toolClasses,
        "absolute top-1/2 size-touch -translate-y-1/2 rounded-full bg-screen/60",
        side === "start" ? "start-3" : "end-3",
      )}
    >
      <Icon aria-hidden className="rtl:-scale-x-100" />
    </button>
  );
}
