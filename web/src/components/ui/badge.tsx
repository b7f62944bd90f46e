import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

const badgeVariants = cva("inline-flex shrink-0 items-center justify-center rounded-full", {
  variants: {
    variant: {
      count: "h-5 min-w-5 bg-accent px-1.5 text-meta font-semibold text-on-accent tabular-nums",
      mention: "h-5 min-w-5 bg-mention px-1.5 text-meta font-semibold text-on-mention tabular-nums",
      dot: "size-2 bg-accent",
      label: "h-5 bg-hover px-2 text-meta font-medium text-muted",
      accent: "h-5 bg-accent-soft px-2 text-meta font-medium text-accent-text",
      danger: "h-5 bg-danger-soft px-2 text-meta font-medium text-danger-text",
    },
  },
  defaultVariants: { variant: "label" },
});

/** Counts, dots and small labels. A dot or bare count needs a name for screen readers beside it. */
export function Badge({
  className,
  variant,
  ...props
}: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) {
  return (
    <span data-slot="badge" className={cn(badgeVariants({ variant }), className)} {...props} />
  );
}

/** At most two digits: the row must not grow. */
export function countText(count: number): string {
  return count > 99 ? "99+" : String(count);
}
