import {
  Suspense,
  useEffect,
  useLayoutEffect,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";

import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";

import { applyEdit, broken, inOpenFence, selectedIn } from "./editing";
import { useEnterKey } from "@/lib/enter-key";
import { loadSuggestions } from "./files/parts";
import type { Given } from "./files/use-adding";
import { formatOf } from "./formats";
import { isComposing } from "./is-composing";
import { NEARLY_FULL } from "./room-left";
import { useCompletion } from "./use-completion";
import { usePaste } from "./use-paste";
import type { Writing } from "./use-writing";

const SuggestionList = lazyPart(() => loadSuggestions().then((file) => file.SuggestionList));

interface ComposerFieldProps {
  roomId: string;
  threadId: string | null;
  name: string;
  placeholder: string;
  field: RefObject<HTMLTextAreaElement | null>;
  writing: Writing;
  left: number;
  ready: boolean;
  onFiles: (given: Given) => void;
  onEditLast?: () => boolean;
}

/** The field itself: its keys, its list of completions, its height. */
export function ComposerField(props: ComposerFieldProps) {
  const { roomId, threadId, name, placeholder, field, writing, left, onFiles } = props;
  const { text } = writing.begun;
  const completion = useCompletion({ roomId, threadId, text, field });
  const paste = usePaste(onFiles);
  const onKeys = useKeys(props);
  useAutosize(field, text);
  useCaretAtEnd(field);
  // What is begun is told when the field goes.
  const { leave } = writing;
  useEffect(() => leave, [leave]);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    paste.onKeyDown(event);
    if (isComposing(event) || completion.onKeyDown(event)) return;
    onKeys(event);
  }

  return (
    <div className="relative min-w-0 flex-1">
      {completion.open ? (
        <Suspense fallback={null}>
          <SuggestionList
            id={completion.id}
            items={completion.items}
            active={completion.active}
            onPick={completion.pick}
          />
        </Suspense>
      ) : null}
      <textarea
        ref={field}
        dir="auto"
        rows={1}
        value={text}
        aria-label={t("composer.label", { name })}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-describedby={left < NEARLY_FULL ? "composer-room" : undefined}
        aria-invalid={left < 0 || undefined}
        {...completion.fieldProps}
        onChange={(event) => writing.type(event.target.value)}
        onSelect={completion.onSelect}
        onBlur={() => {
          completion.onBlur();
          writing.leave();
        }}
        onKeyDown={onKeyDown}
        onPaste={paste.onPaste}
        // The ring of the frame around shows the focus; on phones 16 px, or iOS zooms in.
        className="block max-h-[40dvh] min-h-11 w-full resize-none bg-transparent px-3.5 py-[11px] text-message outline-none max-md:text-[1rem]"
      />
    </div>
  );
}

/** What keys do when no list is open. */
function useKeys({ field, writing, ready, onEditLast }: ComposerFieldProps) {
  const enter = useEnterKey();
  return (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const format = formatOf(event);
    if (format && field.current) {
      event.preventDefault();
      applyEdit(field.current, format.edit(selectedIn(field.current)));
    } else if (event.key === "Escape" && writing.begun.reply_to) {
      event.preventDefault();
      writing.clearReply();
    } else if (event.key === "ArrowUp" && writing.begun.text === "" && onEditLast?.()) {
      event.preventDefault();
    } else if (event.key === "Enter") onEnter(event);
  };

  function onEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
    const selected = selectedIn(event.currentTarget);
    const mod = event.ctrlKey || event.metaKey;
    const breaks =
      !mod && (event.shiftKey || enter === "breaks" || inOpenFence(selected.text, selected.start));
    event.preventDefault();
    if (breaks) applyEdit(event.currentTarget, broken(selected));
    else if (ready) void writing.send();
  }
}

/** A field that is made with a draft in it has its caret before that: whoever tabs there wants to go on writing. */
function useCaretAtEnd(field: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => {
    const end = field.current?.value.length ?? 0;
    field.current?.setSelectionRange(end, end);
  }, [field]);
}

/** As tall as its text; the style sheet ends it at 40 % of the window. */
function useAutosize(fieldRef: RefObject<HTMLTextAreaElement | null>, text: string): void {
  const width = useWidth(fieldRef);
  useLayoutEffect(() => {
    const element = fieldRef.current;
    if (!element || width === 0) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [fieldRef, text, width]);
}

/** Lines break anew when the field gets another width; 0 while its pane is hidden behind another. */
function useWidth(fieldRef: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = fieldRef.current;
    if (!element) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [fieldRef]);
  return width;
}
