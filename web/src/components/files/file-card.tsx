import { Download } from "lucide-react";
import { createElement } from "react";

import { buttonVariants } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import type { Attachment } from "@/contract/types";
import { cn } from "@/lib/cn";
import { fileUrl, formatBytes } from "@/lib/files";
import { t } from "@/lib/i18n/translate";

import { iconOf, typeWords } from "./file-kinds";
import { FileName } from "./file-name";

interface FileCardProps {
  file: Attachment;
  tabIndex: number;
}

/** A file that is not shown here: what it is, and the way to have it. */
export function FileCard({ file, tabIndex }: FileCardProps) {
  return (
    <div className="h-14 rounded-control border border-line bg-raised ps-2.5 pe-1">
      <FileLine file={file} tabIndex={tabIndex} />
    </div>
  );
}

/** Icon, name, size and type; at the end the download. */
export function FileLine({ file, tabIndex }: FileCardProps) {
  return (
    <div className="flex h-full min-w-0 items-center gap-3">
      <span className="flex size-9 shrink-0 items-center justify-center rounded-control bg-accent-soft text-accent-text">
        {createElement(iconOf(file), { "aria-hidden": true, className: "icon" })}
      </span>
      <div className="min-w-0 flex-1">
        <FileName name={file.name} className="text-body font-medium" />
        <p className="truncate text-meta text-muted">
          {formatBytes(file.size)} · {typeWords(file)}
        </p>
      </div>
      <DownloadLink file={file} tabIndex={tabIndex} />
    </div>
  );
}

/** The file itself, under the name it came with. */
export function DownloadLink({
  file,
  tabIndex,
  className,
}: FileCardProps & { className?: string }) {
  return (
    <Tooltip label={t("files.download")}>
      <a
        href={fileUrl(file.id, undefined, { download: true })}
        download={file.name}
        tabIndex={tabIndex}
        aria-label={t("files.downloadOne", { name: file.name })}
        className={cn(
          buttonVariants({ variant: "quiet", size: "icon" }),
          "pointer-coarse:size-touch",
          className,
        )}
      >
        <Download aria-hidden />
      </a>
    </Tooltip>
  );
}
