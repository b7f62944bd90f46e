import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

import { controlClasses } from "./input";

/**
 * The system's own select with our face: phones show their wheel, keyboards their type-ahead, and no
 * list of 400 time zones is drawn by us.
 */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <div data-slot="select" className="relative">
      <select
        className={cn(controlClasses, "h-9 appearance-none pe-9 max-md:h-touch", className)}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute inset-y-0 end-2.5 my-auto icon text-muted"
      />
    </div>
  );
}
