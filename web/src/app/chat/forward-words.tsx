import { X } from "lucide-react";

import { MiniPictures } from "@/components/files/mini-picture";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Textarea } from "@/components/ui/textarea";
import type { Message } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { messageWords } from "@/lib/message-words";
import { usePerson } from "@/realtime/use-cache";

import { TargetRow, type Target } from "./forward-targets";

interface ForwardWordsProps {
  message: Message;
  target: Target;
  text: string;
  onText: (text: string) => void;
  onBack: () => void;
}

/** What goes where, and a word of one's own. */
export function ForwardWords({ message, target, text, onText, onBack }: ForwardWordsProps) {
  const name = usePerson(message.author_id)?.name ?? t("room.someone");
  return (
    <>
      <div className="flex min-h-11 items-center gap-3 rounded-control bg-bg ps-2.5 pe-1">
        <span className="sr-only">{t("forward.to", { name: target.name })}</span>
        <TargetRow target={target} />
        <IconButton size="iconSmall" label={t("forward.change")} onClick={onBack}>
          <X aria-hidden />
        </IconButton>
      </div>
      <blockquote className="border-s-3 border-edge/50 ps-3 text-small text-muted">
        <bdi className="font-medium">{name}</bdi>
        <bdi className="line-clamp-3 wrap-anywhere whitespace-pre-wrap">
          {messageWords(message)}
        </bdi>
        <MiniPictures message={message} />
      </blockquote>
      <Field label={t("forward.words")}>
        {(control) => (
          <Textarea
            {...control}
            // The next thing to do here, after the chat was chosen.
            ref={focusOnce}
            value={text}
            onChange={(event) => onText(event.target.value)}
          />
        )}
      </Field>
    </>
  );
}

function focusOnce(element: HTMLTextAreaElement | null): void {
  element?.focus({ preventScroll: true });
}
