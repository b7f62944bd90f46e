import { MessagesSquare, X } from "lucide-react";
import { useCallback, type ReactNode } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import { buttonVariants } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Message } from "@/contract/types";
import { resolveThread } from "@/features/messages/hooks/deeds";
import { messagePath } from "@/features/messages/model/addresses";
import { usePending, withPending } from "@/features/messages/model/pending";
import { ResolvedBar } from "@/features/threads/components/resolved-bar";
import { ThreadActions } from "@/features/threads/components/thread-actions";
import { useFollowing } from "@/features/threads/hooks/use-following";
import { titleOf } from "@/features/rooms/model/room-title";
import { isApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useKey } from "@/lib/keymap";
import { useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import { usePeople, useRoomEntry } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";
import { ThreadTalk } from "./thread-talk";
import { useOpenThread, type OpenThread } from "./use-open-thread";

interface ThreadPaneProps {
  roomId: string;
  rootId: string;
  /** Does the room stand beside it? */
  beside: boolean;
}

/** A thread beside its room, or on a phone in its place. */
export function ThreadPane({ roomId, rootId, beside }: ThreadPaneProps) {
  const entry = useRoomEntry(roomId) as RoomState | undefined;
  const close = useClose(roomId, rootId);
  useKey("closeThread", close);
  const { thread, error, elsewhere } = useOpenThread(roomId, rootId, entry);
  return (
    <>
      <Head roomId={roomId} entry={entry} thread={thread} onClose={close} />
      {entry && thread ? (
        <ThreadBody key={rootId} entry={entry} thread={thread} beside={beside} />
      ) : (
        <NoThread roomId={roomId} error={error} elsewhere={elsewhere} />
      )}
    </>
  );
}

interface HeadProps {
  roomId: string;
  entry: RoomState | undefined;
  thread: OpenThread | null;
  onClose: () => void;
}

function Head({ roomId, entry, thread, onClose }: HeadProps) {
  const { me } = useChat();
  const people = usePeople();
  return (
    <PaneHeader
      back={`/rooms/${roomId}`}
      actions={
        <>
          {entry && thread ? <Actions entry={entry} thread={thread} /> : null}
          <Link
            to={`/rooms/${roomId}`}
            aria-label={t("thread.close")}
            onClick={(event) => {
              event.preventDefault();
              onClose();
            }}
            className={`${buttonVariants({ variant: "quiet", size: "icon" })} max-md:hidden`}
          >
            <X aria-hidden />
          </Link>
        </>
      }
    >
      <div className="min-w-0">
        <h2 className="truncate text-message leading-5 font-semibold">{t("thread.title")}</h2>
        {entry ? (
          <p className="truncate text-meta text-muted">
            <bdi>{t("thread.in", { room: titleOf(entry, people, me) })}</bdi>
          </p>
        ) : null}
      </div>
    </PaneHeader>
  );
}

function Actions({ entry, thread }: { entry: RoomState; thread: OpenThread }) {
  const { me } = useChat();
  const navigate = useNavigate();
  const follow = useFollowing();
  const root = useShown(thread.root);
  return (
    <ThreadActions
      following={entry.role === null ? null : thread.reading.following}
      resolved={root.thread?.resolved != null}
      open={mayWrite(entry) && root.thread !== null}
      onFollow={(following) => follow(root.id, following)}
      onResolve={(resolved) => void resolveThread(root, resolved, me)}
      onJump={() => void navigate(messagePath(root.room_id, root.seq))}
    />
  );
}

interface ThreadBodyProps {
  entry: RoomState;
  thread: OpenThread;
  beside: boolean;
}

function ThreadBody({ entry, thread, beside }: ThreadBodyProps): ReactNode {
  const { me } = useChat();
  const root = useShown(thread.root);
  const mark = root.thread?.resolved;
  return (
    <>
      {mark ? (
        <ResolvedBar
          mark={mark}
          onReopen={mayWrite(entry) ? () => void resolveThread(root, false, me) : null}
        />
      ) : null}
      <ThreadTalk entry={entry} thread={thread} beside={beside} />
    </>
  );
}

const mayWrite = ({ role, room }: RoomState) => role !== null && !room.archived;

/** The root with what is on its way laid over it. */
function useShown(root: Message): Message {
  return withPending([root], usePending())[0] ?? root;
}

/** Goes back to the room; the keyboard goes on at the root, or where one writes. */
function useClose(roomId: string, rootId: string): () => void {
  const navigate = useNavigate();
  return useCallback(() => {
    void navigate(`/rooms/${roomId}`);
    // The room may have been hidden behind the thread: it is drawn with the next frame.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const room = document.getElementById("main");
        const row = room?.querySelector<HTMLElement>(`article[data-id="${CSS.escape(rootId)}"]`);
        (row ?? room?.querySelector("textarea"))?.focus({ preventScroll: true });
      }),
    );
  }, [navigate, roomId, rootId]);
}

interface NoThreadProps {
  roomId: string;
  error: unknown;
  elsewhere: boolean;
}

function NoThread({ roomId, error, elsewhere }: NoThreadProps) {
  if (!error && !elsewhere) return <div aria-busy className="flex-1" />;
  const unknown = elsewhere || (isApiError(error) && error.status === 404);
  return (
    <EmptyState
      icon={MessagesSquare}
      className="m-auto"
      title={unknown ? t("thread.unknown") : describeError(error)}
      body={unknown ? t("thread.unknownBody") : null}
      action={
        <Link to={`/rooms/${roomId}`} className={buttonVariants()}>
          {t("thread.back")}
        </Link>
      }
    />
  );
}
