import { cn } from "@/lib/cn";

export type PresenceState = "online" | "away" | "offline";

const shapes = {
  online: "bg-success",
  away: "border-2 border-success bg-surface",
  offline: "border-2 border-edge bg-surface",
};

/** Told by shape as well as by colour: full, ring, grey ring. `label` where no text says it. */
export function PresenceDot({
  state,
  label,
  className,
}: {
  state: PresenceState;
  label?: string;
  className?: string;
}) {
  return (
    <span
      data-slot="presence-dot"
      data-state={state}
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
      className={cn("block size-2.5 rounded-full ring-2 ring-surface", shapes[state], className)}
    />
  );
}
