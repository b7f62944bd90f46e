import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";

interface PaneHeaderProps {
  children: ReactNode;
  /** Where the arrow of a phone leads. */
  back?: string;
  actions?: ReactNode;
  className?: string;
}

/** The 52 px at the head of each pane. */
export function PaneHeader({ children, back, actions, className }: PaneHeaderProps) {
  return (
    // Not a <header>: in a pane whose role changes it would pass for the banner of the page.
    <div
      className={cn(
        "flex h-header shrink-0 items-center gap-1 border-b border-line ps-4 pe-2 max-md:ps-2",
        className,
      )}
    >
      {back ? (
        <Link
          to={back}
          aria-label={t("common.back")}
          className={cn(buttonVariants({ variant: "quiet", size: "icon" }), "md:hidden")}
        >
          <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
        </Link>
      ) : null}
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      {actions}
    </div>
  );
}
