import { SearchX } from "lucide-react";
import { Suspense, useState } from "react";

import { buttonVariants } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";
import { isApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { useMatch, useParams, useSearchParams } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { titleOf } from "@/features/rooms/model/room-title";
import { useChat } from "@/realtime/chat-context";
import { usePeople, useRoomEntry, useRoomIds } from "@/realtime/use-cache";

import { Connecting } from "./connecting";
import type { RoomState } from "./model/room-state";
import { RoomPane } from "./room-pane";
import { useLookInto } from "./use-look-into";

const RoomGone = lazyPart(() => import("./room-gone").then((file) => file.RoomGone));

/** A room by its address: one of mine, a public one to look into, or none at all. */
export function RoomRoute() {
  const { roomId = "" } = useParams();
  return <RoomAt key={roomId} roomId={roomId} />;
}

function RoomAt({ roomId }: { roomId: string }) {
  const at = useLinked();
  const ids = useRoomIds();
  const entry = useRoomEntry(roomId) as RoomState | undefined;
  const away = ids !== undefined && !ids.includes(roomId);
  const lost = useLostName(entry, ids, roomId);
  const error = useLookInto(roomId, away && lost === null);
  if (lost !== null) {
    return (
      <Suspense fallback={<div aria-busy className="flex-1" />}>
        <RoomGone roomId={roomId} name={lost} />
      </Suspense>
    );
  }
  if (entry) return <RoomPane entry={entry} linked={at} />;
  if (!ids) return <Connecting level="h1" />;
  return error ? <NoRoom error={error} /> : <div aria-busy className="flex-1" />;
}

/** The seq of the message that the address points at; `?at=` is how addresses used to say it. */
function useLinked(): number | null {
  const [search] = useSearchParams();
  const link = useMatch("/rooms/:roomId/messages/:seq");
  const bare = useMatch("/rooms/:roomId");
  const seq = Number(link?.params.seq ?? (bare && search.get("at")));
  return Number.isSafeInteger(seq) && seq > 0 ? seq : null;
}

/** The name of the room that was mine during this visit and is no more; nobody asks for it again. */
function useLostName(
  entry: RoomState | undefined,
  ids: readonly string[] | undefined,
  roomId: string,
): string | null {
  const { me } = useChat();
  const people = usePeople();
  const [held, setHeld] = useState<string | null>(null);
  if (!ids) return null;
  if (!ids.includes(roomId)) return held;
  const name = entry ? titleOf(entry, people, me) : held;
  if (name !== held) setHeld(name);
  return null;
}

function NoRoom({ error }: { error: unknown }) {
  const unknown = isApiError(error) && error.status === 404;
  return (
    <EmptyState
      level="h1"
      icon={SearchX}
      className="m-auto"
      title={unknown ? t("room.unknown") : describeError(error)}
      body={unknown ? t("room.unknownBody") : null}
      action={
        <Link to="/" className={buttonVariants()}>
          {t("common.home")}
        </Link>
      }
    />
  );
}
