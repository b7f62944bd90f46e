import { useState } from "react";

import type { Attachment } from "@/contract/types";
import { cn } from "@/lib/cn";
import { fileUrl } from "@/lib/files";
import { t } from "@/lib/i18n/translate";

import { FileLine } from "./file-card";

interface MediaViewProps {
  file: Attachment;
  tabIndex: number;
}

/** A film in the box that its list made for it; nothing of it is fetched but what it is. */
export function FilmView({ file, tabIndex }: MediaViewProps) {
  const [broken, setBroken] = useState(false);
  if (broken) return <CantPlay className="flex size-full items-center text-on-screen" />;
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- people's own films come without captions
    <video
      src={fileUrl(file.id)}
      controls
      preload="metadata"
      playsInline
      tabIndex={tabIndex}
      aria-label={file.name}
      onError={() => setBroken(true)}
      className="size-full object-contain"
    />
  );
}

/** Something to hear, with the browser's own controls. */
export function SoundView({ file, tabIndex }: MediaViewProps) {
  const [broken, setBroken] = useState(false);
  return (
    <div className="h-25 rounded-control border border-line bg-raised ps-2.5 pe-1">
      <div className="h-13">
        <FileLine file={file} tabIndex={tabIndex} />
      </div>
      {broken ? (
        <CantPlay className="text-start text-muted" />
      ) : (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- people's own recordings come without captions
        <audio
          src={fileUrl(file.id)}
          controls
          preload="metadata"
          tabIndex={tabIndex}
          aria-label={file.name}
          onError={() => setBroken(true)}
          className="h-10 w-full pe-1.5"
        />
      )}
    </div>
  );
}

function CantPlay({ className }: { className: string }) {
  return (
    <p className={cn("justify-center p-2 text-center text-small", className)}>
      {t("files.cantPlay")}
    </p>
  );
}
