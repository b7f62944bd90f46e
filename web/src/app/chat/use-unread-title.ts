import { useEffect } from "react";

import { untilLoaded } from "@/lib/lazy-part";
import type { TabNews } from "@/lib/tab-icon";
import { setUnreadTitle } from "@/lib/title";
import { useRoomEntries, useRoomIds } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";
import { waitingAll } from "./model/waiting";

let latest: TabNews = { calls: 0, some: false };

/** "(3) General – FlowChat" and the number on the icon: what waits for me in all rooms together. */
export function useUnreadTitle(): void {
  const rooms = useRoomEntries(useRoomIds() ?? []) as readonly RoomState[];
  const { calls, some } = waitingAll(rooms);
  useEffect(() => {
    setUnreadTitle(calls);
    showOnTab({ calls, some });
    return () => {
      setUnreadTitle(0);
      showOnTab({ calls: 0, some: false });
    };
  }, [calls, some]);
}

/** The icon is drawn by a part that comes after the first load; then it shows what is true by then. */
function showOnTab(news: TabNews): void {
  latest = news;
  void untilLoaded(() => import("@/lib/tab-icon")).then((icon) => icon.showOnTab(latest));
}
