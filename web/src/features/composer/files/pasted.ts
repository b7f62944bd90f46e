import { formatMoment } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";

import type { Given } from "./use-adding";
import { givenBy } from "./use-file-drop";

/** What browsers call a picture that has no name: a screenshot, a picture from a page. */
const NAMELESS = /^image\.\w+$/;

/**
 * The files that are pasted; null when it is words that are meant. Office programs and browsers put a
 * picture of the words beside them, file managers the name of the file beside the file.
 */
export function filesIn(data: DataTransfer): Given | null {
  const { files, folders = [] } = givenBy(data);
  if (files.length + folders.length === 0) return null;
  const written = data.getData("text/html") !== "" && data.getData("text/plain").trim() !== "";
  return written ? null : { files: files.map(named), folders };
}

function named(file: File): File {
  if (!NAMELESS.test(file.name)) return file;
  const when = formatMoment(new Date().toISOString()).replace(/[:/\\]/g, ".");
  const ending = file.name.slice(file.name.lastIndexOf("."));
  return new File([file], `${t("upload.pasted", { when })}${ending}`, { type: file.type });
}
