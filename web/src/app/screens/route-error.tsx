import { TriangleAlert } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { isApiError } from "@/lib/api-error";
import { t } from "@/lib/i18n/translate";
import { isMissingPart, reloadedLately, reloadIfReachable } from "@/lib/outdated";
import { useRouteError } from "@/lib/router/hooks";

import { MessageScreen } from "./message-screen";
import { NotFoundScreen } from "./not-found-screen";
import { OfflineScreen } from "./offline-screen";

/** The last net: whatever a screen throws ends here, as a page that can be left. */
export function RouteError() {
  const error = useRouteError();
  const [unreachable] = useState(() => isUnreachable(error));
  if (isApiError(error) && error.status === 404) return <NotFoundScreen />;
  if (unreachable) {
    return <OfflineScreen onRetry={() => void reloadIfReachable()} />;
  }
  return (
    <MessageScreen
      icon={TriangleAlert}
      title={t("error.title")}
      body={
        <>
          <p>{t("error.body")}</p>
          <details className="mt-3 text-start text-small">
            <summary className="text-center">{t("error.details")}</summary>
            <pre className="mt-2 max-h-40 overflow-auto rounded-control bg-hover p-3 font-mono text-meta whitespace-pre-wrap">
              {error instanceof Error ? `${error.name}: ${error.message}` : String(error)}
            </pre>
          </details>
        </>
      }
      action={
        <Button variant="primary" onClick={() => location.reload()}>
          {t("common.reload")}
        </Button>
      }
    />
  );
}

/** A part that is missing right after a reload is a fault: reloading for it again would never end. */
function isUnreachable(error: unknown): boolean {
  if (isApiError(error)) return error.status === 0;
  return isMissingPart(error) && !reloadedLately();
}
