import { PictureView } from "@/components/files/picture-view";
import { picturesAlone, type RoomFile } from "@/features/files/model/room-file";
import { showPicture } from "@/features/files/model/shown-picture";
import { t } from "@/lib/i18n/translate";

/** So wide a cell is drawn at most. */
const CELL = 160;

/** Pictures as equal squares; each leads to the gallery. */
export function PictureGrid({ roomId, files }: { roomId: string; files: readonly RoomFile[] }) {
  return (
    <ul
      aria-label={t("roomFiles.kind.picture")}
      className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-1"
    >
      {files.map((file) => (
        <li
          key={file.attachment.id}
          data-file={file.attachment.id}
          className="relative aspect-square overflow-hidden rounded-control bg-hover"
        >
          <PictureView
            file={file.attachment}
            shown={CELL}
            tabIndex={0}
            onOpen={({ id }) => showPicture({ roomId, fileId: id, known: picturesAlone(file) })}
          />
        </li>
      ))}
    </ul>
  );
}
