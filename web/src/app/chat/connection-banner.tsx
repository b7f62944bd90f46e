import { CloudOff, Pause } from "lucide-react";
import { useEffect, useState } from "react";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import type { TransportStatus } from "@/realtime/transport";
import { useTransportStatus } from "@/realtime/use-live";

/** Short breaks mend themselves and are nobody's business. */
const PATIENCE_MS = 2_000;

/** Says that the connection is lost, after two seconds; counts down to the next try. */
export function ConnectionBanner() {
  const { transport } = useChat();
  const status = useTransportStatus();
  const now = useNow(status.offlineSince !== null);
  if (status.state === "parted") {
    return (
      <Banner
        icon={Pause}
        tone="warning"
        shape="floating"
        action={<TryButton label={t("connection.resume")} onClick={() => transport.retryNow()} />}
      >
        {t("connection.parted")}
      </Banner>
    );
  }
  if (status.offlineSince === null || now - status.offlineSince < PATIENCE_MS) return null;
  return (
    <Banner
      icon={CloudOff}
      tone="warning"
      shape="floating"
      action={<TryButton label={t("connection.tryNow")} onClick={() => transport.retryNow()} />}
    >
      {t("connection.lost")}{" "}
      {/* The countdown is for the eye: read out every second it would be noise. */}
      <span aria-hidden className="text-muted tabular-nums">
        {nextText(status, now)}
      </span>
    </Banner>
  );
}

function nextText({ retryAt }: TransportStatus, now: number): string {
  const left = retryAt === null ? 0 : Math.ceil((retryAt - now) / 1000);
  return left > 0 ? t("connection.next", { count: left }) : t("connection.trying");
}

function TryButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="small" onClick={onClick}>
      {label}
    </Button>
  );
}

/** The present time, ticking only while somebody needs it. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
