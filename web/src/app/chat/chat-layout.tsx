import { Suspense } from "react";

import { ShellFrame, type Pane } from "@/app/shell/shell-frame";

import { useFreshThreads } from "@/features/threads/hooks/use-fresh-threads";
import { lazyPart } from "@/lib/lazy-part";
import { useLocation, useMatch } from "@/lib/router/hooks";
import { Outlet } from "@/lib/router/outlet";
import { useIsWide } from "@/lib/use-media-query";

import { ConnectionBanner } from "./connection-banner";
import { GalleryPlace } from "./gallery-place";
import { Sidebar } from "./sidebar";
import { useReadingKeys } from "./use-reading-keys";
import { useSearchKey } from "./use-search-key";
import { useVisibleHeight } from "./use-visible-height";

const ThreadPane = lazyPart(() => import("./thread-pane").then((file) => file.ThreadPane));

const FilesPane = lazyPart(() => import("./files-pane").then((file) => file.FilesPane));

const DetailsPane = lazyPart(() => import("./details-pane").then((file) => file.DetailsPane));

/** Sidebar, conversation, details; the route says which of them a phone shows. */
export function ChatLayout() {
  useVisibleHeight();
  const { pathname } = useLocation();
  const details = useMatch("/rooms/:roomId/details");
  const files = useMatch("/rooms/:roomId/files") !== null;
  const room = useMatch("/rooms/:roomId/*");
  const roomId = room?.params.roomId ?? null;
  useReadingKeys(roomId);
  useSearchKey(roomId);
  useFreshThreads();
  const rootId = useMatch("/rooms/:roomId/threads/:rootId")?.params.rootId ?? null;
  const pane = paneOf(pathname, details !== null || files, rootId !== null);
  return (
    <>
      <ShellFrame
        pane={pane}
        banner={<ConnectionBanner />}
        sidebar={<Sidebar current={roomId} />}
        main={<Outlet />}
        details={roomId === null ? null : <Beside roomId={roomId} rootId={rootId} files={files} />}
      />
      <GalleryPlace />
    </>
  );
}

function paneOf(pathname: string, details: boolean, thread: boolean): Pane {
  if (pathname === "/") return "list";
  if (thread) return "thread";
  return details ? "details" : "room";
}

interface BesideProps {
  roomId: string;
  rootId: string | null;
  files: boolean;
}

/** What stands beside the room: one of its threads, its files, or its details. */
function Beside({ roomId, rootId, files }: BesideProps) {
  const wide = useIsWide();
  return (
    <Suspense fallback={<div aria-busy className="flex-1" />}>
      {rootId === null ? (
        files ? (
          <FilesPane key={roomId} roomId={roomId} />
        ) : (
          <DetailsPane key={roomId} roomId={roomId} />
        )
      ) : (
        <ThreadPane key={rootId} roomId={roomId} rootId={rootId} beside={wide} />
      )}
    </Suspense>
  );
}
