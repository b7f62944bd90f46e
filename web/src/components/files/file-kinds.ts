import {
  File,
  FileArchive,
  FileCode,
  FileSpreadsheet,
  FileText,
  Film,
  Image,
  Music,
  type LucideIcon,
} from "lucide-react";

import type { Attachment } from "@/contract/types";
import { t } from "@/lib/i18n/translate";

type Named = Pick<Attachment, "kind" | "name" | "content_type">;

const BY_ENDING: readonly [RegExp, LucideIcon][] = [
  [/^(zip|gz|tgz|bz2|xz|7z|rar|tar|zst)$/, FileArchive],
  [/^(xlsx?|ods|csv|tsv|numbers)$/, FileSpreadsheet],
  [/^(js|mjs|ts|tsx|jsx|py|rs|go|c|h|cpp|java|rb|sh|json|xml|ya?ml|html?|css|sql|toml)$/, FileCode],
  [/^(pdf|txt|md|rtf|docx?|odt|pages|pptx?|odp|key|epub|log)$/, FileText],
];

const BY_KIND = { picture: Image, video: Film, audio: Music, file: File };

/** "PDF" of "Report.pdf"; "" when the name has no short ending. */
export function endingOf(name: string): string {
  const ending = /[^.]\.([\p{L}\d]{1,5})$/u.exec(name)?.[1] ?? "";
  return ending.toUpperCase();
}

export function iconOf({ kind, name }: Named): LucideIcon {
  if (kind !== "file") return BY_KIND[kind];
  const ending = endingOf(name).toLowerCase();
  return BY_ENDING.find(([endings]) => endings.test(ending))?.[1] ?? BY_KIND.file;
}

/** What people call such a file: "PDF file", "Picture". The server found out the kind; the ending is what it says. */
export function typeWords({ kind, name }: Named): string {
  const ending = endingOf(name);
  if (kind !== "file" || ending === "") return t(`files.${kind}`);
  return t("files.typeOf", { ending });
}
