import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  body?: ReactNode;
  /** What to do next: a button or link. */
  action?: ReactNode;
  /** Where the title is a heading of the page. */
  level?: "p" | "h1" | "h2";
  className?: string;
}

/** An empty place that says what to do next. */
export function EmptyState({
  icon: Icon,
  title,
  body,
  action,
  level: Title = "p",
  className,
}: EmptyStateProps) {
  return (
    <div
      data-slot="empty-state"
      className={cn("flex flex-col items-center gap-1 px-6 py-10 text-center", className)}
    >
      <span className="mb-3 flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent-text">
        <Icon aria-hidden className="size-6" strokeWidth={1.75} />
      </span>
      <Title className="text-title font-semibold text-balance">{title}</Title>
      {body ? <div className="max-w-96 text-body text-balance text-muted">{body}</div> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </div>
  );
}
