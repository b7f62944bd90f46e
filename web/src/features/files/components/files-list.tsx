import { useInfiniteQuery } from "@tanstack/react-query";
import { Files } from "lucide-react";
import { useEffect, useState } from "react";

import { StorageMeter } from "@/components/files/storage-meter";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ListFailed, ListWaiting } from "@/components/ui/list-state";
import { roomFilesQuery, type FileKind } from "@/features/files/api";
import { useFreshFiles } from "@/features/files/hooks/use-fresh-files";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

import { FileRow } from "./file-row";
import { KindChoice } from "./kind-choice";
import { PictureGrid } from "./picture-grid";

interface FilesListProps {
  roomId: string;
  /** May files be sent here? An empty list then says how. */
  writable: boolean;
  onJump: (seq: number) => void;
}

/** The files of a room, the newest first: pictures as a grid, the others as rows. */
export function FilesList({ roomId, writable, onJump }: FilesListProps) {
  const [kind, setKind] = useState<FileKind | null>(null);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <KindChoice kind={kind} onChoose={setKind} />
      <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-6" data-testid="room-files">
        <Found key={kind} roomId={roomId} kind={kind} writable={writable} onJump={onJump} />
      </div>
    </div>
  );
}

type FoundProps = FilesListProps & { kind: FileKind | null };

function Found({ roomId, kind, writable, onJump }: FoundProps) {
  const { learn } = useChat();
  const query = useInfiniteQuery(roomFilesQuery(roomId, kind));
  const { data, error, hasNextPage, isFetchingNextPage } = query;
  useFreshFiles(roomId);
  useEffect(() => {
    for (const { people } of data?.pages ?? []) learn(people);
  }, [data, learn]);
  if (!data) {
    if (!error) return <ListWaiting card="h-14" />;
    const retry = () => void query.refetch();
    return <ListFailed icon={Files} title={t("roomFiles.failed")} error={error} onRetry={retry} />;
  }
  const files = data.pages.flatMap((page) => page.files);
  const [first] = data.pages;
  if (files.length === 0) return <Nothing kind={kind} writable={writable} />;
  return (
    <div className="flex flex-col gap-3">
      {first && kind === null ? (
        <StorageMeter label={t("storage.room")} used={first.used} limit={first.limit} />
      ) : null}
      {kind === "picture" ? (
        <PictureGrid roomId={roomId} files={files} />
      ) : (
        <ul aria-label={t("roomFiles.title")} className="flex flex-col gap-1">
          {files.map((file) => (
            <FileRow key={file.attachment.id} file={file} roomId={roomId} onJump={onJump} />
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <Button
          className="self-center"
          busy={isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("roomFiles.more")}
        </Button>
      ) : null}
    </div>
  );
}

function Nothing({ kind, writable }: Pick<FoundProps, "kind" | "writable">) {
  return (
    <EmptyState
      icon={Files}
      title={kind === null ? t("roomFiles.none") : t("roomFiles.noneOfKind")}
      body={writable ? t("roomFiles.noneBody") : null}
    />
  );
}
