import type { Attachment, Message } from "@/contract/types";

/** A file among all of a room, with the message it came in. */
export interface RoomFile {
  readonly attachment: Attachment;
  readonly message_id: string;
  readonly seq: number;
  readonly author_id: string;
  readonly sent_at: string;
}

/** Opened from a list, a picture knows no neighbours: the list that it came from does. */
export const picturesAlone = (file: RoomFile): readonly RoomFile[] => [file];

/** The pictures of a message, its own and those that it passed on. */
export function picturesOf(message: Message): RoomFile[] {
  const { id, seq, author_id, sent_at, attachments, forwarded } = message;
  return [...attachments, ...(forwarded?.attachments ?? [])]
    .filter(({ kind }) => kind === "picture")
    .map((attachment) => ({ attachment, message_id: id, seq, author_id, sent_at }));
}
