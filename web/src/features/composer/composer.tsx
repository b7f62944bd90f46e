import {
  Suspense,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type Ref,
  type RefObject,
} from "react";

import type { Message } from "@/contract/types";

import { lazyPart } from "@/lib/lazy-part";
import type { UploadPlace } from "@/realtime/uploads/upload";
import { useDraftCount } from "@/realtime/uploads/use-uploads";
import { ComposerButtons } from "./composer-buttons";
import { ComposerField } from "./composer-field";
import { applyEdit, selectedIn } from "./editing";
import { FORMATS, type FormatName } from "./formats";
import { RoomLeft, useRoomLeft } from "./room-left";
import { AttachButton } from "./files/attach-button";
import { loadFormatBar, loadReplyBar, loadTray } from "./files/parts";
import { useAdding, type Adding } from "./files/use-adding";
import { useFileDrop } from "./files/use-file-drop";
import { quoteOf, useWriting, type Writing } from "./use-writing";

const ReplyBar = lazyPart(() => loadReplyBar().then((file) => file.ReplyBar));
const OtherWords = lazyPart(() => loadReplyBar().then((file) => file.OtherWords));
const FormatBar = lazyPart(() => loadFormatBar().then((file) => file.FormatBar));
const FileTray = lazyPart(() => loadTray().then((file) => file.FileTray));
const DropOverlay = lazyPart(() => import("./files/drop-overlay").then((file) => file.DropOverlay));
const DoubtDialog = lazyPart(() => import("./doubt-dialog").then((file) => file.DoubtDialog));

export interface ComposerHandle {
  focus: () => void;
  /** Answers a message with a quote: what is sent next stands under it. */
  reply: (message: Message) => void;
}

export interface ComposerProps {
  roomId: string;
  /** The root of the thread it writes to; null: the room itself. */
  threadId?: string | null;
  name: string;
  placeholder: string;
  handle?: Ref<ComposerHandle>;
  /** ↑ in the empty field; answers whether there was a message to edit. */
  onEditLast?: () => boolean;
}

/** Where a message is written. Works offline: the outbox takes it. */
export function Composer({
  roomId,
  threadId = null,
  handle,
  onEditLast,
  ...naming
}: ComposerProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const focus = () => field.current?.focus();
  const place = useMemo(() => ({ room_id: roomId, thread_id: threadId }), [roomId, threadId]);
  const adding = useAdding(place, focus);
  const writing = useWriting({ place, field, onSent: adding.clear });
  const files = useDraftCount(place);
  const over = useFileDrop(form, adding.add);
  const { text } = writing.begun;
  const [formatting, setFormatting] = useState(false);
  const left = useRoomLeft(text);
  const ready = (text.trim() !== "" || files.sendable > 0) && left >= 0;
  useImperativeHandle(handle, () => ({
    focus,
    reply: (message) => {
      writing.write({ reply_to: quoteOf(message) });
      focus();
    },
  }));

  function format(name: FormatName) {
    const found = FORMATS.find((one) => one.name === name);
    if (field.current && found) applyEdit(field.current, found.edit(selectedIn(field.current)));
  }

  return (
    <form
      ref={form}
      className="relative mx-4 rounded-card border border-edge bg-raised focus-within:border-focus hover:border-muted focus-within:hover:border-focus max-md:mx-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void writing.send();
      }}
    >
      <Above
        place={place}
        writing={writing}
        adding={adding}
        files={files.all}
        onFormat={formatting ? format : null}
        onEmpty={focus}
      />
      <div className="flex items-end gap-1 max-md:gap-0">
        <AttachButton onFiles={adding.add} />
        <ComposerField
          {...naming}
          roomId={roomId}
          threadId={threadId}
          field={field}
          writing={writing}
          left={left}
          ready={ready}
          onFiles={adding.add}
          {...(onEditLast ? { onEditLast } : {})}
        />
        <ComposerButtons
          field={field}
          ready={ready}
          formatting={formatting}
          onFormatting={setFormatting}
        />
      </div>
      <RoomLeft left={left} />
      <Over roomId={roomId} name={naming.name} over={over} writing={writing} field={field} />
    </form>
  );
}

interface AboveProps {
  place: UploadPlace;
  writing: Writing;
  adding: Adding;
  files: number;
  /** null: the signs are not shown. */
  onFormat: ((name: FormatName) => void) | null;
  onEmpty: () => void;
}

/** What stands over the words: the signs, what they answer, what another device wrote, files. */
function Above({ place, writing, adding, files, onFormat, onEmpty }: AboveProps) {
  const { reply_to, other } = writing.begun;
  return (
    <>
      {onFormat ? (
        <Suspense fallback={<div className="h-8 border-b border-line" />}>
          <FormatBar onFormat={onFormat} />
        </Suspense>
      ) : null}
      <Suspense fallback={<div className="h-9 border-b border-line" />}>
        {reply_to ? <ReplyBar quote={reply_to} onClear={writing.clearReply} /> : null}
        {other === null ? null : (
          <OtherWords
            text={other}
            onTake={() => writing.settle("other")}
            onKeep={() => writing.settle("mine")}
          />
        )}
      </Suspense>
      {files + adding.refused.length > 0 ? (
        <Suspense fallback={<div className="h-18 border-b border-line" />}>
          <FileTray
            place={place}
            refused={adding.refused}
            onDismiss={adding.dismiss}
            onEmpty={onEmpty}
          />
        </Suspense>
      ) : null}
    </>
  );
}

interface OverProps {
  roomId: string;
  name: string;
  over: DOMRect | null;
  writing: Writing;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** What lies over the page: the place to drop on, and the question before a message goes. */
function Over({ roomId, name, over, writing, field }: OverProps) {
  return (
    <Suspense fallback={null}>
      {over ? <DropOverlay over={over} name={name} /> : null}
      {writing.doubt ? (
        <DoubtDialog
          roomId={roomId}
          doubt={writing.doubt}
          onSend={writing.sendAnyway}
          onClose={writing.reconsider}
          field={field}
        />
      ) : null}
    </Suspense>
  );
}
