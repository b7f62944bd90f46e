import { MessageSquareText } from "lucide-react";
import { createElement, type ReactNode } from "react";

import { DownloadLink } from "@/components/files/file-card";
import { iconOf, typeWords } from "@/components/files/file-kinds";
import { FileName } from "@/components/files/file-name";
import { MiniPicture } from "@/components/files/mini-picture";
import { IconButton } from "@/components/ui/icon-button";
import { picturesAlone, type RoomFile } from "@/features/files/model/room-file";
import { showPicture } from "@/features/files/model/shown-picture";
import { formatDate } from "@/lib/dates";
import { formatBytes } from "@/lib/files";
import { t } from "@/lib/i18n/translate";
import { usePerson } from "@/realtime/use-cache";

interface FileRowProps {
  file: RoomFile;
  roomId: string;
  onJump: (seq: number) => void;
}

/** One file of a room: what it is, whose, since when; the ways to it and to its message. */
export function FileRow({ file, roomId, onJump }: FileRowProps) {
  const { attachment, author_id, sent_at, seq } = file;
  const name = usePerson(author_id)?.name ?? t("room.someone");
  return (
    <li
      data-file={attachment.id}
      className="flex h-15 items-center gap-2.5 rounded-control ps-1.5 hover:bg-hover"
    >
      <Sign file={file} roomId={roomId} />
      <div className="min-w-0 flex-1">
        <FileName name={attachment.name} className="text-body font-medium" />
        <p className="truncate text-meta text-muted">
          {formatBytes(attachment.size)} · {typeWords(attachment)}
        </p>
        <p className="truncate text-meta text-muted">
          <bdi>{name}</bdi> · <time dateTime={sent_at}>{formatDate(sent_at)}</time>
        </p>
      </div>
      <span className="flex shrink-0">
        <IconButton
          label={t("gallery.jump")}
          aria-description={attachment.name}
          onClick={() => onJump(seq)}
        >
          <MessageSquareText aria-hidden />
        </IconButton>
        <DownloadLink file={attachment} tabIndex={0} />
      </span>
    </li>
  );
}

/** A picture leads to the gallery; for the others their kind stands. */
function Sign({ file, roomId }: Pick<FileRowProps, "file" | "roomId">): ReactNode {
  const { attachment } = file;
  if (attachment.kind === "picture") {
    const open = () => showPicture({ roomId, fileId: attachment.id, known: picturesAlone(file) });
    return (
      <button
        type="button"
        aria-label={t("files.open", { name: attachment.name })}
        onClick={open}
        className="shrink-0 rounded-control"
      >
        <MiniPicture file={attachment} className="block size-11 rounded-control" />
      </button>
    );
  }
  return (
    <span className="flex size-11 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent-text">
      {createElement(iconOf(attachment), { "aria-hidden": true, className: "icon" })}
    </span>
  );
}
