import { ApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import { UnreadableFile, type UploadError } from "./upload";

/** How often a stumbling server is asked again before the person is. */
const PATIENCE = 5;
/** Refusals that may end without the file being another one. */
const PASSING = ["quota_exceeded", "storage_full", "storage_unavailable"];
/** Not now: slow down, somebody else writes to it, asked at the wrong byte. */
const NOT_NOW = [401, 408, 409, 423, 425, 429];

export type Verdict =
  /** `after`: in milliseconds, when the server said how long. */
  | { readonly kind: "again"; readonly after: number | null }
  | { readonly kind: "failed"; readonly error: UploadError };

/** What comes of a try that failed: another one by itself, or the person's decision. */
export function verdictOf(error: unknown, tries: number): Verdict {
  if (error instanceof UnreadableFile) {
    return failed({ code: "unreadable", message: t("upload.unreadable"), again: false });
  }
  if (!(error instanceof ApiError)) return stumbled(error, tries);
  const { status, code, retryAfter } = error;
  // No answer: it waits for the network as long as it takes, like the messages.
  if (status === 0 || isNotNow(error)) {
    return { kind: "again", after: retryAfter === null ? null : retryAfter * 1000 };
  }
  if (status >= 500 && code !== "storage_full") return stumbled(error, tries);
  return failed({ code, message: sentenceOf(error), again: PASSING.includes(code) });
}

const isNotNow = ({ status, code }: ApiError) =>
  NOT_NOW.includes(status) && code !== "quota_exceeded";

function stumbled(error: unknown, tries: number): Verdict {
  if (tries < PATIENCE) return { kind: "again", after: null };
  const code = error instanceof ApiError ? error.code : "unknown";
  return failed({ code, message: sentenceOf(error), again: true });
}

const failed = (error: UploadError): Verdict => ({ kind: "failed", error });

/** The server's own sentence where it has one: a proxy's page says nothing. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiError)) return describeError(error);
  if (error.code === "storage_full") return t("upload.storageFull");
  if (error.code === "storage_unavailable") return t("upload.storageDown");
  return error.code !== "unknown" && error.status < 500 ? error.message : describeError(error);
}
