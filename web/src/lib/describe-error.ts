import { isApiError, type ApiError } from "./api-error";
import { t } from "./i18n/translate";

/** What happened and what to do, in a sentence for the person. */
export function describeError(error: unknown): string {
  if (!isApiError(error)) return t("error.unexpected");
  if (error.status === 0) return t("error.unreachable");
  if (error.status === 429) return slowDown(error);
  if (error.status === 413) return t("error.tooLarge");
  if (error.status >= 500) return t("error.server");
  return error.message || t("error.unexpected");
}

function slowDown({ retryAfter }: ApiError): string {
  if (!retryAfter) return t("error.slowDown");
  if (retryAfter < 90) return t("error.slowDownSeconds", { count: Math.ceil(retryAfter) });
  return t("error.slowDownMinutes", { count: Math.ceil(retryAfter / 60) });
}
