import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

import { controlClasses } from "./input";

/** Grows with its text where the browser can (field-sizing), else scrolls. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      data-slot="textarea"
      dir="auto"
      rows={3}
      className={cn(controlClasses, "field-sizing-content min-h-20 resize-none py-2", className)}
      {...props}
    />
  );
}
