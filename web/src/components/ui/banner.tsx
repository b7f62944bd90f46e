import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { cn } from "@/lib/cn";

const bannerVariants = cva("flex items-center gap-2.5 px-4 py-2 text-small", {
  variants: {
    tone: {
      info: "bg-accent-soft text-accent-text",
      warning: "bg-warning-soft text-text [&>svg]:text-warning",
      danger: "bg-danger-soft text-danger-text",
    },
    shape: { bar: "", card: "rounded-control", floating: "max-w-lg rounded-card shadow-overlay" },
  },
  defaultVariants: { tone: "info", shape: "bar" },
});

type BannerProps = VariantProps<typeof bannerVariants> & {
  icon: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
  /** "alert" interrupts, "status" waits its turn. */
  role?: "status" | "alert";
  className?: string;
};

/** A line about the state of the whole page or form: waiting for the network, wrong password. */
export function Banner({
  icon: Icon,
  tone,
  shape,
  role = "status",
  className,
  children,
  action,
}: BannerProps) {
  return (
    <div
      data-slot="banner"
      data-shape={shape}
      role={role}
      className={cn(bannerVariants({ tone, shape }), className)}
    >
      <Icon aria-hidden className="icon" />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}
