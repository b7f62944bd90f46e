import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useCommands } from "@/app/chat/commands";
import type { RoomState } from "@/app/chat/model/room-state";
import { waitingIn } from "@/app/chat/model/waiting";
import { useOpenDirect } from "@/app/chat/use-open-direct";
import { Avatar } from "@/components/ui/avatar";
import type { Person } from "@/contract/types";
import { peopleSearchQuery } from "@/features/people/people-queries";
import { PersonDot } from "@/features/presence/person-dot";
import { RoomSign } from "@/features/rooms/components/room-sign";
import { peerOf, titleOf } from "@/features/rooms/model/room-title";
import { t } from "@/lib/i18n/translate";
import { useDebounced } from "@/lib/use-debounced";
import { useOnline } from "@/lib/use-online";
import { useChat } from "@/realtime/chat-context";
import type { People } from "@/realtime/keys";
import { usePeople, useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import { itemOf, type Command, type Item } from "./items";
import { readVisits, type Visits } from "./visits";

/** Opens a room. */
export type Go = (roomId: string) => void;

/** Everything the switcher knows without asking: from the cache, so it works offline. */
export function useItems(go: Go): Item[] {
  const { me } = useChat();
  const people = usePeople();
  const entries = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  const commands = useCommands();
  const openDirect = useOpenDirect();
  return useMemo(() => {
    const visits = readVisits(me);
    const chats = entries.map((entry) => chatItem(entry, { people, me, visits, go }));
    const peers = new Set(entries.map((entry) => peerOf(entry, people, me)?.id));
    const others = Object.values(people)
      .filter(({ id, active }) => active && id !== me && !peers.has(id))
      .map((person) => personItem(person, "person", (id) => void openDirect([id])));
    return [...chats, ...others, ...commands.map(commandItem)];
  }, [me, people, entries, commands, openDirect, go]);
}

/** People nobody here has heard of yet: the server is asked once the typing pauses. */
export function useStrangers(query: string, known: readonly Item[]): Item[] {
  const openDirect = useOpenDirect();
  const settled = useDebounced(query.trim());
  const asked = Array.from(settled).length > 1 ? settled : "";
  const enabled = useOnline() && asked !== "";
  const { data, isPlaceholderData } = useQuery({ ...peopleSearchQuery(asked, 8), enabled });
  const { me } = useChat();
  const people = usePeople();
  return useMemo(() => {
    // An answer to other letters than those on the screen would offer the wrong people.
    if (!enabled || isPlaceholderData || asked !== query.trim()) return [];
    const shown = new Set(known.map((item) => item.key));
    return (data ?? [])
      .filter(({ id, active }) => active && id !== me && !shown.has(id) && !people[id])
      .map((person) => personItem(person, "stranger", (id) => void openDirect([id])));
  }, [data, enabled, isPlaceholderData, asked, query, known, me, people, openDirect]);
}

interface ChatGround {
  people: People;
  me: string;
  visits: Visits;
  go: Go;
}

function chatItem(entry: RoomState, { people, me, visits, go }: ChatGround): Item {
  const { room, last_message } = entry;
  const peer = peerOf(entry, people, me);
  const title = titleOf(entry, people, me);
  const badge = peer && peer.id !== me ? <PersonDot userId={peer.id} /> : null;
  return itemOf(
    {
      key: room.id,
      kind: "chat",
      title,
      detail: peer ? (peer.id === me ? "" : `@${peer.username}`) : room.description,
      sign: <RoomSign room={room} title={title} peer={peer} badge={badge} size="small" />,
      waiting: waitingIn(entry),
      at: Math.max(visits[room.id] ?? 0, Date.parse(last_message?.sent_at ?? room.created_at)),
      run: () => go(room.id),
    },
    peer ? [peer.username] : [],
  );
}

function personItem(person: Person, kind: "person" | "stranger", open: Go): Item {
  return itemOf(
    {
      key: person.id,
      kind,
      title: person.name,
      detail: `@${person.username}`,
      sign: (
        <Avatar
          id={person.id}
          name={person.name}
          picture={person.picture_id}
          size="small"
          badge={<PersonDot userId={person.id} />}
        />
      ),
      run: () => open(person.id),
    },
    [person.username],
  );
}

function commandItem({ id, label, also, Icon, keys, kind, run }: Command): Item {
  const sign = (
    <span className="flex size-7 items-center justify-center text-muted">
      <Icon aria-hidden className="icon" />
    </span>
  );
  const section = kind ?? "command";
  const detail = section === "settings" ? t("settings.title") : "";
  const given = { key: id, kind: section, title: label, sign, run, keys: keys ?? null, detail };
  return itemOf(given, also ? [also, ...also.split(/\s+/)] : []);
}
