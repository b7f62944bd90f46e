import type { Attachment, Message } from "@/contract/types";

import { plainText } from "./formatting/plain-text";
import { t } from "./i18n/translate";

type Worded = Pick<Message, "text"> &
  Partial<Pick<Message, "attachments">> & {
    readonly forwarded?: { readonly text: string; readonly attachments?: Attachment[] } | null;
  };

/**
 * What a message says in plain words, for lists, notices and screen readers: its text, else what it
 * passed on, else what its files are. Spoilers stay hidden. `most`: no more of the text is looked at.
 */
export function messageWords({ text, forwarded, attachments = [] }: Worded, most = 8_000): string {
  const words = text || (forwarded?.text ?? "");
  if (words) return plainText(words.slice(0, most), { spoilers: false });
  return fileWords(attachments.length > 0 ? attachments : (forwarded?.attachments ?? []));
}

/** "Picture", "3 pictures", "notes.pdf", "4 files"; "" for none. */
export function fileWords(files: readonly Pick<Attachment, "kind" | "name">[]): string {
  const [only] = files;
  if (!only) return "";
  const count = files.length;
  const pictures = files.every(({ kind }) => kind === "picture");
  if (count > 1) return pictures ? t("files.pictures", { count }) : t("files.many", { count });
  return only.kind === "file" ? only.name : t(`files.${only.kind}`);
}
