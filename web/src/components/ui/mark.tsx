import { cn } from "@/lib/cn";

/** FlowChat's mark: a word bubble with two currents in it. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden data-slot="mark" className={cn("size-8", className)}>
      <path
        className="fill-accent"
        d="M16 3C8.4 3 3 8 3 14.8c0 3.6 1.6 6.7 4.3 8.8l-.9 4.8c-.1.8.6 1.3 1.3 1l5.5-2.7c.9.1 1.8.2 2.8.2 7.6 0 13-5.2 13-12.1S23.6 3 16 3Z"
      />
      <path
        className="fill-none stroke-on-accent"
        strokeLinecap="round"
        strokeWidth={2.4}
        d="M9.4 12.8c2.2-2.1 4.4-2.1 6.6 0s4.4 2.1 6.6 0M9.4 18.1c2.2-2.1 4.4-2.1 6.6 0s4.4 2.1 6.6 0"
      />
    </svg>
  );
}
