import { Suspense } from "react";

import type { Attachment } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";

import { cellOf, columnsOf, groupsOf, pictureBox, WIDEST } from "./boxes";

const PictureView = lazyPart(() => import("./picture-view").then((file) => file.PictureView));
const FilmView = lazyPart(() => import("./media-views").then((file) => file.FilmView));
const SoundView = lazyPart(() => import("./media-views").then((file) => file.SoundView));
const FileLine = lazyPart(() => import("./file-card").then((file) => file.FileLine));
const FileCard = lazyPart(() => import("./file-card").then((file) => file.FileCard));

interface MessageFilesProps {
  files: readonly Attachment[];
  /** Reached by Tab from its message only, or a long room would be a long way to the field. */
  tabIndex: number;
  onOpen: (picture: Attachment) => void;
}

/** The files of a message, in their order. Every box has its final size before anything is in it. */
export function MessageFiles({ files, tabIndex, onOpen }: MessageFilesProps) {
  if (files.length === 0) return null;
  return (
    <div role="group" aria-label={t("files.label")} data-testid="files" className={stackClasses}>
      {groupsOf(files).map((group) =>
        group.kind === "pictures" ? (
          <Pictures
            key={group.files[0]?.id}
            files={group.files}
            tabIndex={tabIndex}
            onOpen={onOpen}
          />
        ) : (
          <OtherFile key={group.file.id} file={group.file} tabIndex={tabIndex} />
        ),
      )}
    </div>
  );
}

const stackClasses = "mt-1 mb-0.5 flex max-w-full min-w-0 flex-col gap-1.5";

function Pictures({ files, tabIndex, onOpen }: MessageFilesProps) {
  const [only] = files;
  if (only && files.length === 1) {
    const { width, height } = pictureBox(only);
    return (
      <div
        data-file={only.id}
        style={{ width, aspectRatio: `${width} / ${height}` }}
        className="relative max-w-full overflow-hidden rounded-control bg-hover"
      >
        <Suspense fallback={null}>
          <PictureView file={only} shown={width} tabIndex={tabIndex} onOpen={onOpen} />
        </Suspense>
      </div>
    );
  }
  const columns = columnsOf(files.length);
  const cell = cellOf(columns);
  return (
    <div
      style={{ width: WIDEST, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      className="grid max-w-full gap-1"
    >
      {files.map((file) => (
        <div
          key={file.id}
          data-file={file.id}
          className="relative aspect-square overflow-hidden rounded-control bg-hover"
        >
          <Suspense fallback={null}>
            <PictureView
              file={file}
              shown={coveringWidth(file, cell)}
              tabIndex={tabIndex}
              onOpen={onOpen}
            />
          </Suspense>
        </div>
      ))}
    </div>
  );
}

/** A wide picture that fills a square is drawn wider than the square. */
function coveringWidth({ width, height }: Attachment, cell: number): number {
  return width && height ? Math.max(cell, (cell * width) / height) : cell;
}

function OtherFile({ file, tabIndex }: { file: Attachment; tabIndex: number }) {
  if (file.kind === "video") return <Film file={file} tabIndex={tabIndex} />;
  const View = file.kind === "audio" ? SoundView : FileCard;
  return (
    <div
      data-file={file.id}
      style={{ width: WIDEST }}
      className={`max-w-full ${file.kind === "audio" ? "h-25" : "h-14"}`}
    >
      <Suspense fallback={null}>
        <View file={file} tabIndex={tabIndex} />
      </Suspense>
    </div>
  );
}

/** One size for all films, whatever their own shape: it is not known before they come. */
function Film({ file, tabIndex }: { file: Attachment; tabIndex: number }) {
  return (
    <div data-file={file.id} style={{ width: WIDEST }} className="max-w-full">
      <div className="aspect-video overflow-hidden rounded-control bg-screen">
        <Suspense fallback={null}>
          <FilmView file={file} tabIndex={tabIndex} />
        </Suspense>
      </div>
      <div className="h-14">
        <Suspense fallback={null}>
          <FileLine file={file} tabIndex={tabIndex} />
        </Suspense>
      </div>
    </div>
  );
}
