import type { ReactNode } from "react";

import { Mark } from "@/components/ui/mark";
import { cn } from "@/lib/cn";

interface DoorLayoutProps {
  title: string;
  /** A line under the title. */
  lead?: ReactNode;
  /** Above the title: who invites, which step. */
  before?: ReactNode;
  children: ReactNode;
  /** Under the card: the other ways in. */
  after?: ReactNode;
}

/** The page before the chat: sign in, join, reset, set-up. */
export function DoorLayout({ title, lead, before, children, after }: DoorLayoutProps) {
  return (
    <div className="relative flex min-h-dvh flex-col items-center overflow-x-hidden bg-bg px-4 pt-[max(2rem,10vh)] pb-24">
      <Currents className="pointer-events-none absolute inset-x-0 bottom-0 h-64 w-full" />
      <main className="relative w-full max-w-100">
        <Mark className="mb-6 size-11" />
        {before}
        <h1 className="text-display font-semibold text-balance wrap-anywhere">{title}</h1>
        {lead ? <div className="mt-2 text-message text-muted">{lead}</div> : null}
        <div className="mt-7">{children}</div>
        {after ? <div className="mt-6 text-body text-muted">{after}</div> : null}
      </main>
    </div>
  );
}

/** Still water at the foot of the page: four quiet lines of the accent. */
function Currents({ className }: { className?: string }) {
  return (
    <svg
      aria-hidden
      viewBox="0 0 1440 256"
      preserveAspectRatio="xMidYMax slice"
      className={cn("fill-none stroke-accent [&>path]:stroke-[1.5]", className)}
    >
      <path opacity=".34" d="M-20 176c120-44 240-44 360 0s240 44 360 0 240-44 360 0 240 44 400 0" />
      <path opacity=".24" d="M-20 200c130-38 250-38 370 0s240 38 360 0 240-38 360 0 240 38 400 0" />
      <path opacity=".16" d="M-20 224c140-32 260-32 380 0s240 32 360 0 240-32 360 0 240 32 400 0" />
      <path opacity=".1" d="M-20 246c150-26 270-26 390 0s240 26 360 0 240-26 360 0 240 26 400 0" />
    </svg>
  );
}
