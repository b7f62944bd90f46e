import { TriangleAlert } from "lucide-react";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/** In the place of a part that could not be loaded; the rest of the page goes on. */
export function FailedPart({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Banner
      icon={TriangleAlert}
      tone="danger"
      shape="card"
      action={
        <Button size="small" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      }
    >
      {describeError(error)}
    </Banner>
  );
}
