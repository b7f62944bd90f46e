import { useRef } from "react";

import { t } from "@/lib/i18n/translate";
import type { Refused } from "./admit";
import { useChat } from "@/realtime/chat-context";
import type { UploadPlace } from "@/realtime/uploads/upload";
import { useDraftFiles } from "@/realtime/uploads/use-uploads";

import { RefusedCard, UploadCard } from "./tray-cards";
import { TrayAnnouncer } from "./tray-announcer";

interface FileTrayProps {
  place: UploadPlace;
  refused: readonly Refused[];
  onDismiss: (id: string) => void;
  /** Where the keyboard goes on when the last one is gone. */
  onEmpty: () => void;
}

/** The files of what is begun, in their order, and those that can't go with it. */
export function FileTray({ place, refused, onDismiss, onEmpty }: FileTrayProps) {
  const { uploads } = useChat();
  const files = useDraftFiles(place);
  const list = useRef<HTMLUListElement>(null);

  /** The next button takes the focus: whoever removes several need not go back each time. */
  function leaving(id: string, act: () => void) {
    const cards = [...(list.current?.children ?? [])] as HTMLElement[];
    const index = cards.findIndex((card) => card.dataset.upload === id);
    const next = cards[index + 1] ?? cards[index - 1];
    const button = next?.querySelector<HTMLElement>("button[data-leave]");
    act();
    if (button) button.focus();
    else onEmpty();
  }

  return (
    <>
      <TrayAnnouncer files={files} />
      {files.length + refused.length > 0 ? (
        <ul
          ref={list}
          aria-label={t("upload.label")}
          data-testid="tray"
          className="grid max-h-[32dvh] grid-cols-[repeat(auto-fill,minmax(min(100%,15rem),1fr))] gap-2 overflow-y-auto border-b border-line p-2"
        >
          {/* First: what is said about them must not hide under the others. */}
          {refused.map((one) => (
            <RefusedCard
              key={one.id}
              refused={one}
              onDismiss={() => leaving(one.id, () => onDismiss(one.id))}
            />
          ))}
          {files.map((file) => (
            <UploadCard
              key={file.id}
              upload={file}
              onRemove={() => leaving(file.id, () => uploads.remove([file.id]))}
              onRetry={() => uploads.retry([file.id])}
            />
          ))}
        </ul>
      ) : null}
    </>
  );
}
