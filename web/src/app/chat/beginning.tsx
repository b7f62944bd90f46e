import { Suspense } from "react";

import { peerOf } from "@/features/rooms/model/room-title";
import { RoomSign } from "@/features/rooms/components/room-sign";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";
import { useChat } from "@/realtime/chat-context";
import { usePeople } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

const NextSteps = lazyPart(() => import("./next-steps").then((file) => file.NextSteps));

/** Above the first message: what this place is, and what to do in it. */
export function Beginning({ entry, name }: { entry: RoomState; name: string }) {
  const { me } = useChat();
  const people = usePeople();
  const peer = peerOf(entry, people, me);
  return (
    <div className="flex flex-col items-start gap-1 px-4 pt-6 pb-4">
      <RoomSign room={entry.room} title={name} peer={peer} size="large" />
      <p className="mt-3 text-heading font-semibold wrap-anywhere">
        <bdi>{name}</bdi>
      </p>
      <p className="text-body text-muted">{words(peer?.id, me, name)}</p>
      {entry.room.description ? (
        <p dir="auto" className="max-w-message text-body wrap-anywhere">
          {entry.room.description}
        </p>
      ) : null}
      {entry.last_message === null && entry.role !== null ? (
        <p className="text-body text-muted">{t("room.firstMessage")}</p>
      ) : null}
      {entry.member_count === 1 ? (
        <Suspense fallback={<div className="mt-3 h-9" />}>
          <NextSteps entry={entry} />
        </Suspense>
      ) : null}
    </div>
  );
}

function words(peerId: string | undefined, me: string, name: string): string {
  if (peerId === undefined) return t("room.begin", { name });
  return peerId === me ? t("room.beginSelf") : t("room.beginDirect", { name });
}
