import type { CommunityInfo } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { formatBytes } from "@/lib/files";

import type { FileKind } from "./upload";

/** What the server takes, as it says in `GET /api/community/`: the four kinds and `chunk_above` in bytes. */
export type UploadLimits = CommunityInfo["limits"]["uploads"];

const MB = 1024 * 1024;
/** Until the server has said: it judges in any case. */
const UNKNOWN: UploadLimits = {
  files_per_message: 10,
  chunk_above: 8 * MB,
  picture: Infinity,
  video: Infinity,
  audio: Infinity,
  file: Infinity,
  pixels: Infinity,
  blocked: [],
};

export function uploadLimits(info: CommunityInfo | undefined): UploadLimits {
  return info?.limits.uploads ?? UNKNOWN;
}

/** What the browser takes it for; the server looks at the bytes. */
export function kindOf({ type }: Blob): FileKind {
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("audio/")) return "audio";
  return type.startsWith("image/") && !type.includes("svg") ? "picture" : "file";
}

/** Why the server would not take it, in a sentence; null when it would. */
export function refusalOf(
  file: { name: string; size: number; kind: FileKind },
  limits: UploadLimits,
) {
  const ending = file.name.includes(".") ? (file.name.split(".").at(-1) ?? "").toLowerCase() : "";
  if (
    limits.blocked.some((one) => one.replace(/^\./, "").toLowerCase() === ending && ending !== "")
  ) {
    return t("upload.blocked", { ending: `.${ending}` });
  }
  if (file.size === 0) return t("upload.empty");
  const limit = limits[file.kind];
  if (file.size <= limit) return null;
  return t(`upload.tooLarge.${file.kind}`, {
    size: formatBytes(file.size),
    limit: formatBytes(limit),
  });
}
