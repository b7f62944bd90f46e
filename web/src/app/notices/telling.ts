import type { QueryClient } from "@tanstack/react-query";

import type { RoomState } from "@/app/chat/model/room-state";
import { callsMe, isToldOf } from "@/features/notifications/model/decide";
import { noticePreferences } from "@/features/notifications/model/preferences";
import { browserTabs } from "@/features/notifications/model/tabs";
import { Teller } from "@/features/notifications/model/teller";
import { messageWords } from "@/lib/message-words";
import type { Event, EventOf } from "@/realtime/handlers";
import { keys } from "@/realtime/keys";

import { browserStage } from "./browser-stage";

interface TellingParts extends Ground {
  /** The room on the screen, while somebody is looking. */
  looking: () => string | null;
  /** Goes to an address of the client. */
  open: (path: string) => void;
}

export interface Telling {
  take(event: Event, at: number): void;
  stop(): void;
}

/** Tells of new messages: by one of all tabs, not of what is on the screen. */
export function startTelling({ me, queries, looking, open }: TellingParts): Telling {
  const teller = new Teller(browserTabs(me, looking), browserStage(me, queries, open));
  return {
    take: (event, at) => takeEvent(teller, event, at, { me, queries }),
    stop: () => teller.stop(),
  };
}

interface Ground {
  me: string;
  queries: QueryClient;
}

function takeEvent(teller: Teller, event: Event, at: number, ground: Ground): void {
  if (event.type === "message.sent") takeMessage(teller, event, at, ground);
  if (event.type === "message.deleted") teller.forget(event.message_id);
  if (event.type === "room.left") teller.leave(event.room_id);
  if (event.type === "reading.changed") {
    teller.read(event.room_id, event.reading.last_read_seq);
  }
}

function takeMessage(
  teller: Teller,
  { message, thread_followers }: EventOf<"message.sent">,
  at: number,
  { me, queries }: Ground,
): void {
  const { room_id, id: message_id, seq, author_id } = message;
  if (author_id === me) {
    // Who writes in a room has read it.
    teller.read(room_id, seq);
    return;
  }
  const entry = queries.getQueryData<RoomState>(keys.room(room_id));
  if (!entry) return;
  const direct = entry.room.kind === "direct";
  const { about } = noticePreferences();
  const heard = { me, message, thread_followers, direct, settings: entry.settings, about };
  if (!isToldOf(heard)) return;
  const text = messageWords(message);
  teller.hear({ room_id, message_id, seq, author_id, text, at, calls: callsMe(heard) });
}
