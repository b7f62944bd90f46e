import { LoaderCircle } from "lucide-react";

import { cn } from "@/lib/cn";

/** Lives inside the thing that waits. Decorative: the waiting thing says aria-busy. */
export function Spinner({ className }: { className?: string }) {
  return (
    <LoaderCircle
      aria-hidden
      data-slot="spinner"
      className={cn("icon animate-spin motion-reduce:animate-breathe", className)}
    />
  );
}
