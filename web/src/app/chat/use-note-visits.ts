import { useEffect } from "react";

import { noteVisit } from "@/app/quick-switcher/visits";
import { useMatch } from "@/lib/router/hooks";

/** Remembers where I was, for the order of the quick switcher. */
export function useNoteVisits(me: string): void {
  const roomId = useMatch("/rooms/:roomId/*")?.params.roomId;
  useEffect(() => {
    if (roomId === undefined) return;
    noteVisit(me, roomId, Date.now());
    // Leaving counts too: the room that was just left is the one to go back to.
    return () => noteVisit(me, roomId, Date.now());
  }, [me, roomId]);
}
