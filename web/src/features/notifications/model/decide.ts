import type { Message, RoomSettings } from "@/contract/types";

import type { About } from "./preferences";

/** Whom and what a new message concerns, as far as telling goes. */
export interface Heard {
  readonly me: string;
  readonly message: Pick<Message, "author_id" | "mentions" | "thread_id">;
  /** Who follows the thread that it answers in. */
  readonly thread_followers: readonly string[];
  readonly direct: boolean;
  readonly settings: Pick<RoomSettings, "notify" | "muted" | "view">;
  readonly about: About;
}

/** Is it meant for me: a direct message or a mention. */
export function callsMe({
  me,
  message,
  direct,
}: Pick<Heard, "me" | "message" | "direct">): boolean {
  const { group, user_ids } = message.mentions;
  return direct || group === "all" || user_ids.includes(me);
}

/** Should it be told at all, by who wrote it, the room's level and this device's choice. */
export function isToldOf(heard: Heard): boolean {
  const { me, message, settings, about } = heard;
  if (message.author_id === me || settings.muted) return false;
  if (settings.notify === "nothing" || about === "nothing") return false;
  if (callsMe(heard)) return true;
  return settings.notify === "all" && about === "all" && isInView(heard);
}

/** A reply in a thread concerns its followers, and those who read the room flat. */
function isInView({ me, message, settings, thread_followers }: Heard): boolean {
  if (message.thread_id === null || settings.view === "flat") return true;
  return thread_followers.includes(me);
}
