import type { QueryClient } from "@tanstack/react-query";

import type { RoomState } from "@/app/chat/model/room-state";
import { showNotification } from "@/features/notifications/model/desktop";
import { noticePreferences } from "@/features/notifications/model/preferences";
import { canSound, playSound } from "@/features/notifications/model/sound";
import type { Notice, Stage } from "@/features/notifications/model/teller";
import { titleOf } from "@/features/rooms/model/room-title";
import { t } from "@/lib/i18n/translate";
import { keys, type People } from "@/realtime/keys";

import { wordsOf } from "./words";

const MANY = "many rooms";

/** Draws notices with what the browser has. `open`: goes to an address of the client. */
export function browserStage(
  me: string,
  queries: QueryClient,
  open: (path: string) => void,
): Stage {
  const shown = new Map<string, Notification>();

  function put(tag: string, words: { title: string; body: string }, path: string): void {
    const { show, sound } = noticePreferences();
    if (!show) return;
    const silent = !sound || canSound();
    const put = showNotification({ ...words, tag, silent, onClick: () => open(path) });
    if (put) shown.set(tag, put);
  }

  function take(tag: string): void {
    shown.get(tag)?.close();
    shown.delete(tag);
  }

  return {
    show(notice) {
      const entry = queries.getQueryData<RoomState>(keys.room(notice.room_id));
      if (!entry) return;
      const words = wordsOf(
        notice,
        namesOf(notice, entry, queries, me),
        noticePreferences().preview,
      );
      put(notice.room_id, words, `/rooms/${notice.room_id}`);
    },
    showMany(roomIds) {
      const names = roomIds.slice(0, 3).map((id) => nameOf(id, queries, me));
      const body = names.filter((name) => name !== "").join(", ");
      put(MANY, { title: t("notices.manyTitle", { count: roomIds.length }), body }, "/");
    },
    close: take,
    closeMany: () => take(MANY),
    sound(kind) {
      if (noticePreferences().sound) playSound(kind);
    },
  };
}

function namesOf({ newest }: Notice, entry: RoomState, queries: QueryClient, me: string) {
  const people = queries.getQueryData<People>(keys.people) ?? {};
  return {
    author: people[newest.author_id]?.name ?? t("room.someone"),
    room: titleOf(entry, people, me),
    direct: entry.room.kind === "direct",
  };
}

function nameOf(roomId: string, queries: QueryClient, me: string): string {
  const entry = queries.getQueryData<RoomState>(keys.room(roomId));
  return entry ? titleOf(entry, queries.getQueryData<People>(keys.people) ?? {}, me) : "";
}
