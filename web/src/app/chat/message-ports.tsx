import { useMemo, type RefObject } from "react";

import type { Message } from "@/contract/types";
import type { ComposerHandle } from "@/features/composer/composer";
import { useFieldCompletion } from "@/features/composer/use-field-completion";
import { messagePath, threadPath } from "@/features/messages/model/addresses";
import { picturesOf } from "@/features/files/model/room-file";
import { showPicture } from "@/features/files/model/shown-picture";
import type { MessagePorts, Who } from "@/features/messages/scope";
import { ThreadMark } from "@/features/threads/components/thread-mark";
import { useSaved } from "@/realtime/use-cache";

import { useNavigate } from "@/lib/router/hooks";
import { BehindFace } from "./behind-face";
import { ForwardOrigin } from "./forward-origin";
import { useSaving } from "./use-saving";

const who: Who = (userId, face) => <BehindFace userId={userId} face={face} />;

interface PortParts {
  readonly roomId: string;
  readonly composer: RefObject<ComposerHandle | null>;
  readonly forward: (message: Message) => void;
  readonly markUnread?: (message: Message) => void;
}

/** What messages need of the other features, as a room gives it to them. Stays the same between renders. */
export function useMessagePorts({
  roomId,
  composer,
  forward,
  markUnread,
}: PortParts): MessagePorts {
  const navigate = useNavigate();
  const save = useSaving();
  return useMemo(
    () => ({
      who,
      reply: (message) => composer.current?.reply(message),
      openThread: (rootId) => void navigate(threadPath(roomId, rootId)),
      jump: (seq) => void navigate(messagePath(roomId, seq)),
      follow: (path) => void navigate(path),
      forward,
      showPicture: (message, picture) =>
        showPicture({ roomId, fileId: picture.id, known: picturesOf(message) }),
      save,
      useSaved,
      useCompletion: useFieldCompletion,
      focusComposer: () => composer.current?.focus(),
      origin: (forwarded) => <ForwardOrigin forwarded={forwarded} />,
      threadMark: (rootId) => <ThreadMark roomId={roomId} rootId={rootId} />,
      ...(markUnread ? { markUnread } : {}),
    }),
    [roomId, composer, forward, markUnread, navigate, save],
  );
}
