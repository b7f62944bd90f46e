import type { LucideIcon } from "lucide-react";

import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { Skeleton } from "./skeleton";

interface ListFailedProps {
  icon: LucideIcon;
  title: string;
  error: unknown;
  onRetry: () => void;
}

/** Stands for a list that could not be had, with the reason and another try. */
export function ListFailed({ icon, title, error, onRetry }: ListFailedProps) {
  return (
    <div role="alert">
      <EmptyState
        icon={icon}
        title={title}
        body={describeError(error)}
        action={<Button onClick={onRetry}>{t("common.retry")}</Button>}
      />
    </div>
  );
}

/** Holds the place of a list that is on its way; `card`: the height of one of its cards. */
export function ListWaiting({ card }: { card: string }) {
  return (
    <div aria-busy className="flex flex-col gap-3">
      <Skeleton className={card} />
      <Skeleton className={card} />
    </div>
  );
}
