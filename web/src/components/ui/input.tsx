import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export const controlClasses =
  "w-full min-w-0 rounded-control border border-edge bg-raised px-3 text-text transition-colors " +
  "hover:border-muted focus-visible:border-focus focus-visible:outline-offset-0 " +
  "aria-invalid:border-danger disabled:opacity-55 [&[readonly]]:bg-bg " +
  // Below 16 px iOS zooms into the field and leaves the page crooked.
  "text-body max-md:text-[1rem]";

export function Input({ className, type = "text", ...props }: ComponentProps<"input">) {
  return (
    <input
      data-slot="input"
      type={type}
      dir="auto"
      className={cn(controlClasses, "h-9 max-md:h-touch", className)}
      {...props}
    />
  );
}
