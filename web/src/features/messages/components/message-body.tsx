import { Bookmark } from "lucide-react";
import { Suspense, type ReactNode } from "react";

import { MessageFiles } from "@/components/files/message-files";
import type { Attachment, Message } from "@/contract/types";
import { useEditing } from "@/features/messages/model/editing";
import type { MessageRow } from "@/features/messages/model/rows";
import { placeOf, useMessageScope } from "@/features/messages/scope";
import { cn } from "@/lib/cn";
import { formatMoment } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { lazyPart } from "@/lib/lazy-part";

import type { OutgoingDeeds } from "./message-actions";
import { ForwardedBlock, InThreadLine, PinnedLine, QuoteBar } from "./message-context";
import { MessageText } from "./message-text";
import { MessageTime } from "./message-time";
import { OutgoingLine } from "./outgoing-line";
import { Reactions } from "./reactions";
import { ReplyCount, ThreadSummary } from "./thread-summary";
import { Tombstone } from "./tombstone";

// Nothing is lost before they are here: they come after the words they stand under, even from the server.
const LinkPreviews = lazyPart(() => import("./link-previews").then((file) => file.LinkPreviews));
const EditField = lazyPart(() => import("./edit-field").then((file) => file.EditField));
const OutgoingFiles = lazyPart(() => import("./outgoing-files").then((file) => file.OutgoingFiles));

interface BodyProps {
  row: MessageRow;
  name: string;
  active: boolean;
  deeds: OutgoingDeeds;
  /** Ticks or readers, at the end of the line. */
  aside: ReactNode;
  onLeaveEdit: () => void;
}

/** What a message says, with what it answers above and what came of it beneath. */
export function MessageBody(props: BodyProps) {
  const { row, name, active, deeds } = props;
  const { first, at, outgoing, message } = row;
  // Reached by Tab from its message only, or a long room would be a long way to the field.
  const tabIndex = active ? 0 : -1;
  return (
    <div className="min-w-0">
      {first ? (
        <div className="flex items-baseline gap-2">
          <span dir="auto" className="truncate text-message font-semibold">
            {name}
          </span>
          <MessageTime at={at} />
        </div>
      ) : null}
      {row.inThread ? <InThreadLine place={row.inThread} tabIndex={tabIndex} /> : null}
      {row.reply_to ? <QuoteBar quote={row.reply_to} tabIndex={tabIndex} /> : null}
      <Content {...props} />
      {message ? <Consequences message={message} active={active} tabIndex={tabIndex} /> : null}
      {outgoing ? <OutgoingLine item={outgoing} deeds={deeds} /> : null}
    </div>
  );
}

function Content({ row, active, aside, onLeaveEdit }: BodyProps) {
  const { message } = row;
  const edit = useEditing(message?.id, placeOf(useMessageScope()));
  if (edit) {
    return (
      <Suspense fallback={<Words row={row} tabIndex={-1} />}>
        <EditField edit={edit} onLeave={onLeaveEdit} />
        {message ? <Enclosed message={message} tabIndex={-1} /> : null}
      </Suspense>
    );
  }
  if (message?.deletion) return <Tombstone message={message} />;
  return (
    <>
      {message?.pinned ? <PinnedLine mark={message.pinned} /> : null}
      <div className="flex items-end gap-2">
        <EditedWords row={row} tabIndex={active ? 0 : -1} />
        <SavedMark message={message} />
        {/* Its place is kept while it is empty, so that no word wraps anew when a tick comes. */}
        <div className="flex min-w-4 shrink-0 items-center pb-[3px]">{aside}</div>
      </div>
    </>
  );
}

interface TabStop {
  tabIndex: number;
}

/** Words that fill the line send "edited" to the next one: beside them it would stand far from their end. */
function EditedWords({ row, tabIndex }: { row: MessageRow } & TabStop) {
  const { outgoing, message } = row;
  return (
    <div className="flex min-w-0 flex-wrap items-end gap-x-2">
      <div className={cn("min-w-0", outgoing && outgoing.state !== "sent" && "text-muted")}>
        <Words row={row} tabIndex={tabIndex} />
      </div>
      <EditedMark message={message} tabIndex={tabIndex} />
    </div>
  );
}

function Words({ row: { text, message, outgoing }, tabIndex }: Pick<BodyProps, "row"> & TabStop) {
  if (!message) return <OnTheWay text={text} outgoing={outgoing} tabIndex={tabIndex} />;
  return (
    <>
      {text ? <MessageText text={text} mentions={message.mentions} /> : null}
      <Enclosed message={message} tabIndex={tabIndex} />
    </>
  );
}

/** What came with the words, and stays while those are edited. */
function Enclosed({ message, tabIndex }: { message: Message } & TabStop) {
  const { ports } = useMessageScope();
  const { forwarded, attachments } = message;
  const show = (picture: Attachment) => ports.showPicture(message, picture);
  return (
    <>
      <MessageFiles files={attachments} tabIndex={tabIndex} onOpen={show} />
      {forwarded ? (
        <ForwardedBlock forwarded={forwarded} tabIndex={tabIndex} onOpen={show} />
      ) : null}
    </>
  );
}

/** Mine, before the room has it. */
function OnTheWay({ text, outgoing, tabIndex }: Pick<MessageRow, "text" | "outgoing"> & TabStop) {
  return (
    <>
      {text ? <MessageText text={text} /> : null}
      {outgoing && outgoing.files.length > 0 ? (
        <Suspense fallback={null}>
          <OutgoingFiles item={outgoing} tabIndex={tabIndex} />
        </Suspense>
      ) : null}
    </>
  );
}

/** That it was edited; it leads to the earlier versions. */
function EditedMark({ message, tabIndex }: { message: Message | null; tabIndex: number }) {
  const { role, openDialog } = useMessageScope();
  if (!message?.edited_at) return null;
  const when = formatMoment(message.edited_at);
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      data-testid="edited"
      disabled={role === null}
      title={when}
      aria-label={t("message.editedAt", { when })}
      onClick={() => openDialog({ kind: "history", message })}
      className="shrink-0 rounded-tick pb-[3px] text-meta text-muted enabled:hover:text-text"
    >
      {t("message.edited")}
    </button>
  );
}

/** That I keep it for later. */
function SavedMark({ message }: { message: Message | null }) {
  const { ports } = useMessageScope();
  const saved = ports.useSaved(message?.id ?? "");
  if (!saved) return null;
  return (
    <span role="img" aria-label={t("message.saved")} className="shrink-0 pb-[3px] text-accent-text">
      <Bookmark aria-hidden className="size-3.5 fill-current" strokeWidth={1.75} />
    </span>
  );
}

interface ConsequencesProps {
  message: Message;
  active: boolean;
  tabIndex: number;
}

function Consequences({ message, active, tabIndex }: ConsequencesProps) {
  const { role, room, threadId } = useMessageScope();
  const { thread, deletion } = message;
  return (
    <>
      {deletion || message.previews.length === 0 ? null : (
        <Suspense fallback={null}>
          <LinkPreviews message={message} tabIndex={tabIndex} />
        </Suspense>
      )}
      {deletion ? null : (
        <Reactions message={message} active={active} readOnly={role === null || room.archived} />
      )}
      {thread && threadId === null ? (
        <ThreadSummary rootId={message.id} thread={thread} tabIndex={tabIndex} />
      ) : null}
      {threadId === message.id ? <ReplyCount count={thread?.reply_count ?? 0} /> : null}
    </>
  );
}
