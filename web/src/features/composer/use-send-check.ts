import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { communityQuery } from "@/lib/me";

import { composerApi, type Reach } from "./api";

/** A check that takes longer than this must not keep anybody from sending. */
const PATIENCE_MS = 1_500;
const DEFAULT_LIMIT = 10;

export interface Doubt extends Reach {
  readonly text: string;
}

/**
 * Asks before sending whom a text calls. A doubt is for the person to settle: someone named would
 * not see it, or a group is larger than the server's limit.
 */
export function useSendCheck(roomId: string) {
  const [doubt, setDoubt] = useState<Doubt | null>(null);
  const limit = useQuery(communityQuery).data?.confirm_mentions_above ?? DEFAULT_LIMIT;

  /** True when it may be sent now. */
  async function passes(text: string): Promise<boolean> {
    if (!text.includes("@") || !navigator.onLine) return true;
    try {
      const reach = await composerApi.reach(roomId, text, AbortSignal.timeout(PATIENCE_MS));
      const many = reach.group !== null && reach.tells > limit;
      if (!many && reach.outside.length === 0) return true;
      setDoubt({ ...reach, text });
      return false;
    } catch {
      return true;
    }
  }
  return { doubt, passes, settle: () => setDoubt(null) };
}
