import { Check, CheckCheck, Clock } from "lucide-react";

import type { MessageRow } from "@/features/messages/model/rows";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

export type Tick = "waiting" | "sent" | "delivered" | "seen" | "failed";

/** How far the other side has received and read. */
export interface Reached {
  readonly delivered: number;
  readonly seen: number;
}

/** What is known of my message. */
export function tickOf({ message, outgoing }: MessageRow, reached: Reached): Tick {
  if (message) {
    if (message.seq <= reached.seen) return "seen";
    return message.seq <= reached.delivered ? "delivered" : "sent";
  }
  if (outgoing?.state === "failed") return "failed";
  return outgoing?.state === "sent" ? "sent" : "waiting";
}

const shapes = {
  waiting: { Icon: Clock, label: "messages.waiting", classes: "text-muted" },
  sent: { Icon: Check, label: "messages.sent", classes: "text-muted" },
  delivered: { Icon: CheckCheck, label: "messages.delivered", classes: "text-muted" },
  seen: { Icon: CheckCheck, label: "messages.seen", classes: "text-accent-text" },
} as const;

/** Clock, one tick, two ticks, two coloured ones: told by shape, and in words for those who do not see it. */
function TickMark({ tick }: { tick: Exclude<Tick, "failed"> }) {
  const { Icon, label, classes } = shapes[tick];
  return (
    <span
      role="img"
      aria-label={t(label)}
      data-tick={tick}
      className={cn(classes, tick === "waiting" && "appear-late")}
    >
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
    </span>
  );
}

/** The same element for each tick: a line whose tick stays is not drawn anew. */
export const tickMarks = {
  waiting: <TickMark tick="waiting" />,
  sent: <TickMark tick="sent" />,
  delivered: <TickMark tick="delivered" />,
  seen: <TickMark tick="seen" />,
} as const;
