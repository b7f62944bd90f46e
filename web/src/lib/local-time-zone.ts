import type { Me } from "@/contract/types";

import { http } from "./http";

/** "Europe/Lisbon": where this browser believes to be. */
export function localTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Gives a new account the browser's time zone. A failure is no reason to stop anybody joining. */
export async function adoptLocalTimeZone(): Promise<void> {
  await http.patch<Me>("/api/me/", { time_zone: localTimeZone() }).catch(() => undefined);
}
