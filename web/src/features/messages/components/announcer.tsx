import { useEffect, useRef, useState } from "react";

import type { Message } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { usePeople } from "@/realtime/use-cache";

const BATCH_MS = 1_000;

interface AnnouncerProps {
  roomName: string;
  me: string;
  /** The messages at the present end; what was there at first is history and is not read out. */
  messages: readonly Message[];
  /** The room's position when the visit began. */
  since: number;
}

/** Reads new messages out politely; a burst becomes one sentence. */
export function Announcer({ roomName, me, messages, since }: AnnouncerProps) {
  const people = usePeople();
  const [said, setSaid] = useState("");
  const heard = useRef(since);
  const latest = useRef<() => string>(() => "");
  useEffect(() => {
    latest.current = () => {
      const fresh = messages.filter(
        ({ seq, author_id, deletion }) =>
          seq > heard.current && author_id !== me && deletion === null,
      );
      heard.current = Math.max(heard.current, messages.at(-1)?.seq ?? 0);
      return announcement(fresh, roomName, (id) => people[id]?.name ?? t("room.someone"));
    };
  });
  const newest = messages.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (newest <= heard.current) return;
    const timer = setTimeout(() => setSaid(latest.current()), BATCH_MS);
    return () => clearTimeout(timer);
  }, [newest]);
  return (
    <div role="status" aria-live="polite" className="sr-only" data-testid="announcer">
      {said}
    </div>
  );
}

export function announcement(
  fresh: readonly Message[],
  room: string,
  nameOf: (id: string) => string,
): string {
  const [only] = fresh;
  if (!only) return "";
  if (fresh.length > 1) return t("messages.announceMany", { count: fresh.length, room });
  return t("messages.announce", { name: nameOf(only.author_id), text: messageWords(only) });
}
