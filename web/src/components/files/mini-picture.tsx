import { useState } from "react";

import type { Attachment, Message } from "@/contract/types";
import { cn } from "@/lib/cn";
import { fileUrl } from "@/lib/files";

interface MiniPictureProps {
  file: Attachment;
  /** How large; a line of small text is the least. */
  className?: string;
}

/** A picture as small as the line it stands in; nothing for other files, whose name says more. */
export function MiniPicture({ file, className }: MiniPictureProps) {
  const [gone, setGone] = useState(false);
  if (file.kind !== "picture") return null;
  return (
    <span className={cn("size-5 shrink-0 overflow-hidden rounded-tick bg-hover", className)}>
      {gone ? null : (
        <img
          src={fileUrl(file.id, "small")}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setGone(true)}
          className="size-full object-cover"
        />
      )}
    </span>
  );
}

/** The first pictures of a message that a list shows in short. */
export function MiniPictures({ message }: { message: Message }) {
  const { attachments, forwarded, deletion } = message;
  const all = deletion ? [] : [...attachments, ...(forwarded?.attachments ?? [])];
  const pictures = all.filter(({ kind }) => kind === "picture").slice(0, MOST);
  if (pictures.length === 0) return null;
  return (
    <span className="flex gap-1 py-1">
      {pictures.map((file) => (
        <MiniPicture key={file.id} file={file} className="size-12" />
      ))}
    </span>
  );
}

const MOST = 4;
