import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

import { toast } from "@/components/ui/toast-store";
import type { RoomSettings } from "@/contract/types";
import { roomsApi } from "@/features/rooms/api/rooms";
import { describeError } from "@/lib/describe-error";
import { keys } from "@/realtime/keys";

import type { RoomSummary } from "./use-membership";

/** Changes how I want a room: seen at once, made true by the event, taken back when refused. */
export function useChangeSettings(): (roomId: string, change: Partial<RoomSettings>) => void {
  const queries = useQueryClient();
  return useCallback(
    (roomId, change) => {
      const show = (settings: Partial<RoomSettings>) =>
        queries.setQueryData<RoomSummary>(
          keys.room(roomId),
          (entry) => entry && { ...entry, settings: { ...entry.settings, ...settings } },
        );
      const before = queries.getQueryData<RoomSummary>(keys.room(roomId))?.settings;
      if (!before) return;
      show(change);
      roomsApi.changeSettings(roomId, change).catch((error: unknown) => {
        const names = Object.keys(change) as (keyof RoomSettings)[];
        show(Object.fromEntries(names.map((name) => [name, before[name]])));
        toast(describeError(error), { tone: "danger" });
      });
    },
    [queries],
  );
}
