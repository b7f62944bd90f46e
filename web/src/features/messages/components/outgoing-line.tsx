import { Suspense, useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import type { OutgoingDeeds } from "./message-actions";

// Refused messages are rare, and their line is fetched with the panes soon after the first room.
const FailedLine = lazyPart(() => import("./failed-line").then((file) => file.FailedLine));

interface OutgoingLineProps {
  item: Outgoing;
  deeds: OutgoingDeeds;
}

/** A message usually is on its way for a blink: what takes longer is worth a word. */
const PATIENCE_MS = 4_000;

/** Under a message of mine that the room does not have yet: how it stands, and the ways on. */
export function OutgoingLine({ item, deeds }: OutgoingLineProps) {
  switch (item.state) {
    case "sent":
      return null;
    case "failed":
      return (
        <Suspense fallback={null}>
          <FailedLine item={item} deeds={deeds} />
        </Suspense>
      );
    case "withdrawn":
      return <p className="text-small text-muted">{t("outbox.withdrawn")}</p>;
    default:
      return <WaitingLine item={item} deeds={deeds} />;
  }
}

/** Waits for the network or for an answer. Only what certainly did not leave can be written anew. */
function WaitingLine({ item, deeds }: OutgoingLineProps) {
  const late = useLate(item.created_at);
  const queued = item.state === "queued";
  if (!late) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-muted">
      <span>{queued ? t("outbox.queued") : t("outbox.unknown")}</span>
      {queued ? <Choice label={t("messages.edit")} run={() => deeds.edit(item)} /> : null}
      <Choice label={t("common.copy")} run={() => deeds.copy(item)} />
      <Choice label={t("outbox.withdraw")} run={() => deeds.remove(item)} />
    </div>
  );
}

function Choice({ label, run }: { label: string; run: () => void }) {
  return (
    <Button variant="link" size="inline" className="max-md:min-h-touch" onClick={run}>
      {label}
    </Button>
  );
}

function useLate(since: string): boolean {
  const due = Date.parse(since) + PATIENCE_MS;
  const [late, setLate] = useState(() => Date.now() >= due);
  useEffect(() => {
    if (late) return;
    const timer = setTimeout(() => setLate(true), Math.max(0, due - Date.now()));
    return () => clearTimeout(timer);
  }, [late, due]);
  return late;
}
