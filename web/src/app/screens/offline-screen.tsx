import { CloudOff } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { useOnline } from "@/lib/use-online";

import { MessageScreen } from "./message-screen";

const PAUSE = 10;

interface OfflineScreenProps {
  /** Tries again; also called by itself every ten seconds and when the network comes back. */
  onRetry: () => void;
  trying?: boolean;
}

/** For a first load that found no server. Once a chat is shown, a banner does this work instead. */
export function OfflineScreen({ onRetry, trying = false }: OfflineScreenProps) {
  const online = useOnline();
  const left = useCountdown(onRetry, online && !trying);
  return (
    <MessageScreen
      icon={CloudOff}
      title={t("offline.title")}
      body={
        <>
          <p>{online ? t("offline.body") : t("offline.noNetwork")}</p>
          <p className="mt-2 min-h-5 tabular-nums">{nextStep(trying, online, left)}</p>
        </>
      }
      action={
        <Button variant="primary" busy={trying} onClick={onRetry}>
          {t("common.retry")}
        </Button>
      }
    />
  );
}

function nextStep(trying: boolean, online: boolean, left: number): string {
  if (trying) return t("offline.trying");
  return online ? t("offline.next", { count: left }) : "";
}

function useCountdown(onZero: () => void, running: boolean): number {
  const [left, setLeft] = useState(PAUSE);
  const tick = useEffectEvent(() => {
    setLeft(left > 1 ? left - 1 : PAUSE);
    if (left <= 1) onZero();
  });
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [running]);
  return left;
}
