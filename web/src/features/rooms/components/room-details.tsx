import { Files, UserPlus } from "lucide-react";
import type { ReactNode } from "react";

import { FaceField } from "@/components/files/face-field";
import { Button, buttonVariants } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import type { Member } from "@/contract/types";
import { roomsApi } from "@/features/rooms/api/rooms";
import { useMembers } from "@/features/rooms/hooks/use-members";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { rightsIn } from "@/features/rooms/model/rights";
import { peerOf, titleOf } from "@/features/rooms/model/room-title";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import { usePeople } from "@/realtime/use-cache";

import { MemberItem } from "./member-item";
import { RoomDeeds } from "./room-deeds";
import { RoomPreferences } from "./room-preferences";
import { RoomSign } from "./room-sign";

interface RoomDetailsProps {
  entry: RoomSummary;
  dot: (userId: string) => ReactNode;
  onAdd: () => void;
  onWrite: (userId: string) => void;
  onGone: () => void;
}

/** What a room is, who is in it, and what may be done about both. */
export function RoomDetails({ entry, dot, onAdd, onWrite, onGone }: RoomDetailsProps) {
  const failed = useMembers(entry.room.id, true);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <About entry={entry} />
      <div className="border-t border-line p-2">
        <Link
          to={`/rooms/${entry.room.id}/files`}
          className={`${buttonVariants({ variant: "quiet" })} w-full justify-start`}
        >
          <Files aria-hidden />
          {t("roomFiles.open")}
        </Link>
      </div>
      <section aria-label={t("details.members")} className="border-t border-line p-2">
        <div className="flex min-h-9 items-center justify-between ps-2">
          <h2 className="text-meta font-semibold text-muted">
            {t("room.members", { count: entry.member_count })}
          </h2>
          {rightsIn(entry).add ? (
            <Button variant="quiet" size="small" onClick={onAdd}>
              <UserPlus aria-hidden />
              {t("details.add")}
            </Button>
          ) : null}
        </div>
        {entry.members ? (
          <ul>
            {byRole(entry.members).map((member) => (
              <MemberItem
                key={member.person.id}
                member={member}
                entry={entry}
                dot={dot(member.person.id)}
                onWrite={onWrite}
              />
            ))}
          </ul>
        ) : (
          <Waiting failed={failed} count={entry.member_count} />
        )}
      </section>
      {entry.role ? <RoomPreferences entry={entry} /> : null}
      <RoomDeeds entry={entry} onGone={onGone} />
    </div>
  );
}

function About({ entry }: { entry: RoomSummary }) {
  const { me } = useChat();
  const people = usePeople();
  const { room } = entry;
  const title = titleOf(entry, people, me);
  const peer = peerOf(entry, people, me);
  return (
    <div className="flex flex-col items-center gap-1 px-4 py-6 text-center">
      <RoomSign room={room} title={title} peer={peer} size="large" />
      {rightsIn(entry).change && !room.archived ? (
        <div className="mt-2">
          <FaceField
            shape="room"
            picture={room.picture_id}
            save={(uploadId) => roomsApi.setPicture(room.id, uploadId)}
            remove={() => roomsApi.removePicture(room.id)}
          />
        </div>
      ) : null}
      <p className="mt-2 text-title font-semibold wrap-anywhere">
        <bdi>{title}</bdi>
      </p>
      <p className="text-small text-muted">
        {peer ? <bdi>@{peer.username}</bdi> : t(`details.${room.kind}`)}
      </p>
      {room.description || peer?.about ? (
        <p dir="auto" className="mt-2 text-body wrap-anywhere whitespace-pre-line">
          {room.description || peer?.about}
        </p>
      ) : null}
    </div>
  );
}

function Waiting({ failed, count }: { failed: boolean; count: number }) {
  return (
    <div aria-busy className="flex flex-col gap-2 p-2">
      {failed ? <p className="text-small text-danger-text">{t("details.membersFailed")}</p> : null}
      {Array.from({ length: Math.min(count, 6) }, (_, row) => (
        <Skeleton key={row} className="h-10" />
      ))}
    </div>
  );
}

const RANK = { owner: 0, admin: 1, member: 2 };

function byRole(members: readonly Member[]): Member[] {
  return [...members].sort(
    (a, b) => RANK[a.role] - RANK[b.role] || a.person.name.localeCompare(b.person.name),
  );
}
