import { cn } from "@/lib/cn";

export function Separator({ className }: { className?: string }) {
  return <hr data-slot="separator" className={cn("border-0 border-t border-line", className)} />;
}
