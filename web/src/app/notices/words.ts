import { t } from "@/lib/i18n/translate";
import type { Notice } from "@/features/notifications/model/teller";

const LENGTH = 180;

export interface Names {
  readonly author: string;
  readonly room: string;
  readonly direct: boolean;
}

/** What a notification says. Without `preview` only who wrote, and where. */
export function wordsOf(notice: Notice, names: Names, preview: boolean) {
  const { author, room, direct } = names;
  const title = direct ? author : t("notices.in", { name: author, room });
  const text = preview ? shortText(notice.newest.text) : t("notices.new");
  if (notice.count === 1) return { title, body: text };
  const burst = t("notices.burst", { count: notice.count });
  return { title: direct ? author : room, body: preview ? lastOf(burst, names, text) : burst };
}

function lastOf(burst: string, { author, direct }: Names, text: string): string {
  const from = direct ? burst : t("notices.burstLast", { burst, name: author });
  return `${from}\n${text}`;
}

function shortText(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  const letters = Array.from(plain);
  return letters.length > LENGTH ? `${letters.slice(0, LENGTH - 1).join("")}…` : plain;
}
