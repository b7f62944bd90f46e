import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from "react";

import { Button } from "@/components/ui/button";
import { copyAndSay } from "@/features/messages/hooks/copy-and-say";
import { saveEdit, wordsFor } from "@/features/messages/hooks/save-edit";
import { changeEditing, setEditing, type Editing } from "@/features/messages/model/editing";
import { useMessageScope } from "@/features/messages/scope";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useMediaQuery } from "@/lib/use-media-query";

const DEFAULT_LIMIT = 8_000;

interface EditFieldProps {
  edit: Editing;
  /** The row takes the focus back. */
  onLeave: () => void;
}

/** A message's words in a field, in its own place. Enter saves, Esc cancels, nothing left asks to delete. */
export function EditField({ edit, onLeave }: EditFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { over, lost, save, cancel } = useEdit(edit, onLeave);
  const enterBreaks = useMediaQuery("(pointer: coarse) and (hover: none)");
  const { ports } = useMessageScope();
  const { room_id: roomId, thread_id: threadId, text: before } = edit.message;
  const completion = ports.useCompletion({
    roomId,
    threadId,
    text: edit.text,
    field,
    asleep: edit.text === before,
  });
  useOpening(field);
  useAutosize(field, edit.text);

  function onKeyDown(event: KeyboardEvent) {
    // The list's own keys and the window's (Esc marks as read) are not meant while one writes.
    event.stopPropagation();
    if (event.nativeEvent.isComposing || completion.onKeyDown(event)) return;
    const enter = event.key === "Enter" && !event.shiftKey;
    const saves = enter && (!enterBreaks || event.ctrlKey || event.metaKey);
    if (!saves && event.key !== "Escape") return;
    event.preventDefault();
    if (saves) save();
    else cancel();
  }

  return (
    <div className="py-1" data-testid="edit-field">
      {edit.problem ? (
        <p role="alert" className="pb-1.5 text-small text-danger-text">
          {wordsFor(edit.problem)}
        </p>
      ) : null}
      <textarea
        ref={field}
        dir="auto"
        rows={1}
        value={edit.text}
        aria-label={t("edit.label")}
        aria-invalid={over > 0 || undefined}
        {...completion.fieldProps}
        onChange={(event) => changeEditing({ text: event.target.value })}
        onKeyDown={onKeyDown}
        className="block max-h-[40dvh] min-h-10 w-full resize-none rounded-control border border-edge bg-raised px-3 py-2 text-message outline-none focus:border-focus max-md:text-[1rem]"
      />
      {completion.list}
      <div className="flex flex-wrap items-center gap-2 pt-1.5">
        <Button size="small" variant="primary" disabled={over > 0 || lost} onClick={save}>
          {t("edit.save")}
        </Button>
        <Button size="small" onClick={cancel}>
          {t("common.cancel")}
        </Button>
        {lost ? (
          <Button size="small" onClick={() => void copyAndSay(edit.text)}>
            {t("edit.copy")}
          </Button>
        ) : null}
        <Hint over={over} />
      </div>
    </div>
  );
}

function Hint({ over }: { over: number }) {
  const tooLong = over > 0;
  return (
    <span
      role="status"
      className={cn("text-meta", tooLong ? "text-danger-text" : "text-muted pointer-coarse:hidden")}
    >
      {tooLong ? t("edit.over", { count: over }) : t("edit.hint")}
    </span>
  );
}

/** What the field's keys and buttons do, and what stands in their way. */
function useEdit(edit: Editing, onLeave: () => void) {
  const { ports, openDialog } = useMessageScope();
  const limit = useQuery(communityQuery).data?.limits.message_length ?? DEFAULT_LIMIT;
  const over = Array.from(edit.text.trim()).length - limit;
  const lost = edit.problem?.kind === "tooLate" || edit.problem?.kind === "deleted";

  function leave() {
    if (edit.from === "composer") ports.focusComposer();
    else onLeave();
  }
  function cancel() {
    setEditing(null);
    leave();
  }
  function save() {
    if (over > 0 || lost) return;
    const { forwarded, attachments } = edit.message;
    if (edit.text.trim() === "" && !forwarded && attachments.length === 0) {
      openDialog({ kind: "emptied", message: edit.message });
      return;
    }
    void saveEdit(edit);
    leave();
  }
  return { over, lost, save, cancel };
}

/** The field takes the focus, with the caret behind the last word. */
function useOpening(fieldRef: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const element = fieldRef.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
    // A long message is taller than its field: what is written next goes to its end.
    element.scrollTop = element.scrollHeight;
    element.scrollIntoView({ block: "nearest" });
  }, [fieldRef]);
}

/** As tall as its text. */
function useAutosize(fieldRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = fieldRef.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight + 2}px`;
  }, [fieldRef, text]);
}
