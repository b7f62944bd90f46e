import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { roomsApi } from "@/features/rooms/api/rooms";
import { withMembers } from "@/features/rooms/model/membership";
import { useChat } from "@/realtime/chat-context";
import { keys } from "@/realtime/keys";

import { useMembership, type RoomSummary } from "./use-membership";

const AGAIN_MS = 3_000;

/** Sees to it that the list of members is there while `wanted`; true when it could not be had. */
export function useMembers(roomId: string, wanted: boolean): boolean {
  const queries = useQueryClient();
  const { learn } = useChat();
  const missing = useMembership(roomId)?.members === null;
  const [tries, setTries] = useState(0);

  useEffect(() => {
    if (!wanted || !missing) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout>;
    // A list older than a change we know of is refused, and a new one asked for.
    const again = () => {
      if (!gone) timer = setTimeout(() => setTries((count) => count + 1), AGAIN_MS);
    };
    roomsApi.members(roomId).then((list) => {
      if (gone) return;
      learn(list.members.map((member) => member.person));
      const entry = queries.getQueryData<RoomSummary>(keys.room(roomId));
      const taken = entry && withMembers(entry, list);
      if (taken) queries.setQueryData<RoomSummary>(keys.room(roomId), taken);
      else again();
    }, again);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [roomId, wanted, missing, tries, queries, learn]);
  return missing && tries > 0;
}
