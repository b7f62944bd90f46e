import { useQuery } from "@tanstack/react-query";

import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import type { Message } from "@/contract/types";
import { messageCalls, type MessageVersion } from "@/features/messages/api/message-calls";
import { differences, type Difference } from "@/features/messages/model/differences";
import { formatMoment } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/** How a message came to say what it says: each version against the one before. */
export function HistoryDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { data, error } = useQuery({
    // Of one version of a message the past never changes.
    queryKey: ["versions", message.id, message.version],
    queryFn: () => messageCalls.versions(message.id),
    staleTime: Infinity,
    // What was taken back must not stay in memory for long.
    gcTime: 0,
  });
  return (
    <Dialog open onOpenChange={(open) => open || onClose()}>
      <DialogContent
        title={t("versions.title")}
        description={t("versions.body")}
        className="md:max-w-xl"
      >
        <DialogBody>
          {error ? (
            <p role="alert" className="text-body text-danger-text">
              {t("versions.failed")} {describeError(error)}
            </p>
          ) : null}
          {data ? <Versions versions={data} /> : null}
          {data || error ? null : <Skeleton className="h-24" />}
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

/** The newest on top: what it says now is what people look for. */
function Versions({ versions }: { versions: readonly MessageVersion[] }) {
  const pairs = versions.map((version, index) => ({ version, before: versions[index - 1] }));
  return (
    <ol className="flex flex-col gap-4">
      {pairs.reverse().map(({ version, before }) => (
        <li key={version.version} className="border-s-3 border-line ps-3">
          <p className="flex items-baseline gap-2 text-small text-muted">
            <span className="font-medium text-text">
              {titleOf(version, version === versions.at(-1))}
            </span>
            <time dateTime={version.at}>{formatMoment(version.at)}</time>
          </p>
          <p dir="auto" className="pt-1 text-message wrap-anywhere whitespace-pre-wrap">
            {before ? <Changes pieces={differences(before.text, version.text)} /> : version.text}
          </p>
        </li>
      ))}
    </ol>
  );
}

function titleOf({ version }: MessageVersion, newest: boolean): string {
  if (version === 0) return t("versions.first");
  return newest ? t("versions.now") : t("versions.edit", { number: version });
}

/** Underlined and struck through, so that it does not hang on colours; said in words, too. */
function Changes({ pieces }: { pieces: readonly Difference[] }) {
  return pieces.map(({ kind, text }, index) => {
    if (kind === "same") return <span key={index}>{text}</span>;
    const Mark = kind === "added" ? "ins" : "del";
    return (
      <Mark
        key={index}
        className={
          kind === "added"
            ? "rounded-tick bg-accent-soft text-accent-text underline decoration-2 underline-offset-3"
            : "rounded-tick bg-danger-soft text-danger-text line-through"
        }
      >
        <span className="sr-only">{t(kind === "added" ? "versions.added" : "versions.gone")} </span>
        {text}
      </Mark>
    );
  });
}
