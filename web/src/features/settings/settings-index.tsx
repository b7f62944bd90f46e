import { usePageTitle } from "@/lib/title";
import { t } from "@/lib/i18n/translate";
import { Navigate } from "@/lib/router/link";
import { useIsNarrow } from "@/lib/use-media-query";

/** A phone stops at the list of pages; elsewhere the first page is open beside it. */
export function SettingsIndex() {
  usePageTitle(t("settings.title"));
  return useIsNarrow() ? null : <Navigate to="/settings/profile" replace />;
}
