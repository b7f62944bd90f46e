import { Reply, X } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { Quote } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { fileWords, messageWords } from "@/lib/message-words";
import { usePerson } from "@/realtime/use-cache";

/** What the next message answers; the cross, or Esc, lets it answer nothing. */
export function ReplyBar({ quote, onClear }: { quote: Quote; onClear: () => void }) {
  const author = usePerson(quote.author_id);
  return (
    <Bar icon={<Reply aria-hidden className="icon text-muted rtl:-scale-x-100" />}>
      <p className="min-w-0 flex-1 truncate text-small" data-testid="reply-bar">
        <span className="font-medium">
          {t("composer.replyingTo", { name: author?.name ?? t("room.someone") })}
        </span>{" "}
        <bdi className="text-muted">{wordsOf(quote)}</bdi>
      </p>
      <IconButton label={t("composer.cancelReply")} size="iconSmall" onClick={onClear}>
        <X aria-hidden />
      </IconButton>
    </Bar>
  );
}

/** What the answered message says; of one that only holds files, the first. */
function wordsOf(quote: Quote): string {
  return messageWords(quote) || fileWords(quote.attachment ? [quote.attachment] : []);
}

/** Both devices wrote: the words here stay until the person decides. */
export function OtherWords({ text, onTake, onKeep }: OtherWordsProps) {
  return (
    <Bar icon={null}>
      <p className="min-w-0 flex-1 truncate text-small" role="status">
        {t("composer.otherDevice")} <bdi className="text-muted">{text}</bdi>
      </p>
      <Button size="small" variant="quiet" onClick={onTake}>
        {t("composer.takeOther")}
      </Button>
      <Button size="small" variant="quiet" onClick={onKeep}>
        {t("composer.keepMine")}
      </Button>
    </Bar>
  );
}

interface OtherWordsProps {
  text: string;
  onTake: () => void;
  onKeep: () => void;
}

function Bar({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-2 border-b border-line ps-3 pe-1">
      {icon}
      {children}
    </div>
  );
}
