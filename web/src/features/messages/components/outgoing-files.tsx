import { X } from "lucide-react";
import { useMemo } from "react";

import { cellOf, columnsOf, groupsOf, pictureBox, WIDEST } from "@/components/files/boxes";
import { FileName } from "@/components/files/file-name";
import { ProgressLine, UploadStatus, UploadThumb } from "@/components/files/upload-parts";
import { IconButton } from "@/components/ui/icon-button";
import type { Attachment } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { Outgoing } from "@/realtime/outbox/outgoing";
import type { Upload } from "@/realtime/uploads/upload";
import { useUploads } from "@/realtime/uploads/use-uploads";

interface OutgoingFilesProps {
  item: Outgoing;
  tabIndex: number;
}

/** The files of a message of mine on its way, in the boxes that the room will give them. */
export function OutgoingFiles({ item, tabIndex }: OutgoingFilesProps) {
  const uploads = useUploads(item.files);
  const known = useMemo(() => new Map(uploads.map((one) => [one.id, one])), [uploads]);
  const one = (id: string, square = false) => {
    const upload = known.get(id);
    const parts = { item, tabIndex, square };
    return upload ? <OneFile key={id} upload={upload} {...parts} /> : null;
  };
  return (
    <div
      role="group"
      aria-label={t("upload.onTheWay")}
      data-testid="outgoing-files"
      className="mt-1 mb-0.5 flex max-w-full min-w-0 flex-col gap-1.5"
    >
      {groupsOf(uploads.map(asShown)).map((group) =>
        group.kind === "pictures" && group.files.length > 1 ? (
          <div
            key={group.files[0]?.id}
            style={gridOf(group.files.length)}
            className="grid max-w-full gap-1"
          >
            {group.files.map(({ id }) => one(id, true))}
          </div>
        ) : (
          one(group.kind === "pictures" ? (group.files[0]?.id ?? "") : group.file.id)
        ),
      )}
    </div>
  );
}

function gridOf(count: number) {
  const columns = columnsOf(count);
  const width = cellOf(columns) * columns + (columns - 1) * 4;
  return { width, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
}

/** As the room will know it: a picture only if it can be measured here. */
function asShown(upload: Upload): Attachment {
  const { id, name, size, width, height } = upload;
  const kind = upload.kind === "picture" && !width ? "file" : upload.kind;
  const rest = { content_type: "", animated: false, thumbhash: "" };
  return { id, name, size, width, height, kind, ...rest };
}

interface OneFileProps {
  upload: Upload;
  item: Outgoing;
  tabIndex: number;
}

/** `square`: it stands among other pictures. */
function OneFile({ upload, item, tabIndex, square }: OneFileProps & { square: boolean }) {
  const { uploads } = useChat();
  const { id, width, height } = upload;
  const preview = uploads.preview(id);
  if (!preview || !width || !height) {
    return <FileBox upload={upload} item={item} tabIndex={tabIndex} />;
  }
  const box = pictureBox({ width, height });
  const shape = square
    ? { aspectRatio: 1 }
    : { width: box.width, aspectRatio: `${box.width} / ${box.height}` };
  return (
    <div
      data-upload={id}
      data-state={upload.state}
      style={shape}
      className="relative max-w-full overflow-hidden rounded-control bg-hover"
    >
      <img
        src={preview}
        alt={upload.name}
        draggable={false}
        className="absolute inset-0 size-full object-cover"
      />
      <Leave upload={upload} item={item} tabIndex={tabIndex} over />
      <ProgressLine upload={upload} />
    </div>
  );
}

function FileBox({ upload, item, tabIndex }: OneFileProps) {
  return (
    <div
      data-upload={upload.id}
      data-state={upload.state}
      style={{ width: WIDEST }}
      className="relative flex h-14 max-w-full items-center gap-2.5 overflow-hidden rounded-control border border-line bg-raised ps-2 pe-1"
    >
      <UploadThumb upload={upload} preview={null} />
      <div className="min-w-0 flex-1">
        <FileName name={upload.name} className="text-body font-medium" />
        <UploadStatus upload={upload} />
      </div>
      <Leave upload={upload} item={item} tabIndex={tabIndex} />
      <ProgressLine upload={upload} />
    </div>
  );
}

/** Lets the message go without it; once the message has left, it can't. */
function Leave({ upload, item, tabIndex, over = false }: OneFileProps & { over?: boolean }) {
  const { outbox } = useChat();
  if (item.state !== "queued" && item.state !== "failed") return null;
  const done = upload.state === "done" || upload.state === "failed";
  return (
    <IconButton
      label={t(done ? "upload.remove" : "upload.cancel", { name: upload.name })}
      size="iconSmall"
      tabIndex={tabIndex}
      className={over ? "absolute end-1 top-1 bg-raised text-text shadow-raised" : undefined}
      onClick={() => outbox.removeFile(item.client_id, upload.id)}
    >
      <X aria-hidden />
    </IconButton>
  );
}
