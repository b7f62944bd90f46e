import { cn } from "@/lib/cn";
import { formatMoment, formatTime } from "@/lib/dates";

interface MessageTimeProps {
  at: string;
  narrow?: boolean;
  className?: string;
}

/** When a message was sent; the whole moment on hover. */
export function MessageTime({ at, narrow, className }: MessageTimeProps) {
  const time = formatTime(at);
  return (
    <time
      dateTime={at}
      title={formatMoment(at)}
      className={cn("shrink-0 text-meta whitespace-nowrap text-muted", className)}
    >
      {narrow ? withoutHalf(time) : time}
    </time>
  );
}

/** The narrow margin holds hour and minute; "PM" stands with the first of the group. */
const withoutHalf = (time: string) => /\p{Nd}+\P{Nd}\p{Nd}+/u.exec(time)?.[0] ?? time;
