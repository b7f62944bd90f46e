import { PencilLine, Trash2 } from "lucide-react";
import type { ReactNode } from "react";

import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast-store";
import { formatRelative } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";
import { useChat } from "@/realtime/chat-context";
import type { Begun, DraftPlace } from "@/realtime/drafts/drafts";
import { useDrafts } from "@/realtime/drafts/use-drafts";

interface DraftsListProps {
  /** The name of the place as text, for labels. */
  nameOf: (place: DraftPlace) => string;
  /** The same, with what only a request can tell. */
  titleOf: (place: DraftPlace) => ReactNode;
  /** Where to go on writing; null where I am no longer. */
  pathOf: (place: DraftPlace) => string | null;
}

/** Everything I have begun to write, the newest first. */
export function DraftsList(props: DraftsListProps) {
  const begun = useDrafts();
  if (begun.length === 0) {
    return <EmptyState icon={PencilLine} title={t("drafts.none")} body={t("drafts.noneBody")} />;
  }
  return (
    <ul aria-label={t("drafts.title")} className="flex flex-col gap-2">
      {begun.map((draft) => (
        <DraftItem key={`${draft.room_id} ${draft.thread_id ?? ""}`} draft={draft} {...props} />
      ))}
    </ul>
  );
}

function DraftItem({ draft, nameOf, titleOf, pathOf }: DraftsListProps & { draft: Begun }) {
  const remove = useRemove();
  const path = pathOf(draft);
  const body = (
    <>
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 truncate text-small font-semibold">{titleOf(draft)}</bdi>
        <time dateTime={draft.updated_at} className="shrink-0 text-meta text-muted">
          {formatRelative(draft.updated_at)}
        </time>
      </span>
      {draft.reply_to ? (
        <span className="truncate text-small text-muted">
          {t("drafts.reply", { text: draft.reply_to.text })}
        </span>
      ) : null}
      <span dir="auto" className="line-clamp-3 text-body wrap-anywhere whitespace-pre-line">
        {draft.text}
      </span>
    </>
  );
  const classes = "flex min-h-touch min-w-0 flex-1 flex-col gap-0.5 rounded-card px-4 py-2.5";
  return (
    <li className="flex items-start rounded-card border border-line bg-raised">
      {path === null ? (
        <div className={classes}>{body}</div>
      ) : (
        <Link
          to={path}
          aria-label={`${t("drafts.open", { place: nameOf(draft) })}: ${draft.text}`}
          className={`${classes} hover:bg-hover`}
        >
          {body}
        </Link>
      )}
      <IconButton label={t("drafts.delete")} className="m-1.5" onClick={() => remove(draft)}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}

/** Throws a draft away here and on my other devices; it can be had back for as long as the toast stands. */
function useRemove(): (draft: Begun) => void {
  const { drafts } = useChat();
  return (draft) => {
    const { room_id, thread_id, text, reply_to } = draft;
    const place = { room_id, thread_id };
    drafts.write(place, { text: "", reply_to: null });
    drafts.flush();
    toast(t("drafts.deleted"), {
      action: {
        label: t("later.undo"),
        run: () => {
          // Something new may stand there by now: that counts more.
          if (drafts.read(place)?.text) return;
          drafts.write(place, { text, reply_to });
          drafts.flush();
        },
      },
    });
  };
}
