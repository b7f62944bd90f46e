import { useEffect } from "react";

import type { Person } from "@/contract/types";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import { usePeople } from "@/realtime/use-cache";

const AT_ONCE = 100;

/** The names of people, "You" for me. Those not met yet are asked for while `wanted`. */
export function useNames(ids: readonly string[], wanted: boolean): readonly string[] {
  const { me, learn } = useChat();
  const people = usePeople();
  const unknown = wanted
    ? ids
        .filter((id) => !people[id])
        .slice(0, AT_ONCE)
        .join(",")
    : "";
  useEffect(() => {
    if (!unknown) return;
    const gone = new AbortController();
    http
      .get<{ people: Person[] }>("/api/users/", { query: { ids: unknown }, signal: gone.signal })
      .then(({ people: found }) => learn(found))
      // Names are a courtesy: without them it says "Somebody".
      .catch(() => undefined);
    return () => gone.abort();
  }, [unknown, learn]);
  return ids.map((id) => (id === me ? t("common.you") : (people[id]?.name ?? t("room.someone"))));
}
