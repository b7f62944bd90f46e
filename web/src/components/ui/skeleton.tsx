import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

/** Holds the place of what is coming. Invisible for the first 200 ms, so quick answers do not flicker. */
export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return (
    <div aria-hidden data-slot="skeleton" className="appear-late">
      <div className={cn("animate-breathe rounded-control bg-pressed", className)} {...props} />
    </div>
  );
}
