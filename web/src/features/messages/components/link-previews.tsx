import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import type { LinkPreview, Message } from "@/contract/types";
import { deedsOn } from "@/features/messages/model/message-rights";
import { useMessageScope } from "@/features/messages/scope";
import { safeHref } from "@/lib/formatting/safe-href";
import { t } from "@/lib/i18n/translate";
import { untilLoaded } from "@/lib/lazy-part";
import { communityQuery } from "@/lib/me";
import { serverUrl } from "@/lib/server";
import { useChat } from "@/realtime/chat-context";

interface LinkPreviewsProps {
  message: Message;
  /** Reached by Tab from its message only, or a long room would be a long way to the field. */
  tabIndex: number;
}

/** What the links of a message lead to, and the way to be rid of it. Nothing while the admins don't want it. */
export function LinkPreviews({ message, tabIndex }: LinkPreviewsProps) {
  const { room, role } = useMessageScope();
  const { me } = useChat();
  const wanted = useQuery(communityQuery).data?.link_previews ?? true;
  if (!wanted || message.previews.length === 0) return null;
  const from = { me, role, room, editMinutes: null, now: 0 };
  const removable = deedsOn(message, from, false).has("removePreviews");
  return (
    <ul
      aria-label={t("preview.label")}
      data-testid="previews"
      className="group/previews relative mt-1 mb-0.5 flex w-fit max-w-full flex-col gap-1.5"
    >
      {message.previews.map((preview) => (
        <li key={preview.id} className="min-w-0">
          <Card preview={preview} tabIndex={tabIndex} />
        </li>
      ))}
      {removable ? (
        <li className="absolute end-1 top-1 opacity-0 group-focus-within/previews:opacity-100 group-hover/previews:opacity-100 pointer-coarse:hidden">
          <IconButton
            label={t("deed.removePreviews")}
            tabIndex={tabIndex}
            size="iconSmall"
            className="bg-raised"
            onClick={() => takeAway(message)}
          >
            <X aria-hidden className="size-3.5" strokeWidth={1.75} />
          </IconButton>
        </li>
      ) : null}
    </ul>
  );
}

/** By what the menu of a message does it with: most messages are never changed by a reader. */
function takeAway(message: Message): void {
  void untilLoaded(() => import("@/features/messages/hooks/deeds")).then(({ removePreviews }) =>
    removePreviews(message),
  );
}

/** One of them: a picture that has its room before it is there, and words that are only words. */
function Card({ preview, tabIndex }: { preview: LinkPreview; tabIndex: number }) {
  const { url, title, description, picture } = preview;
  const href = safeHref(url);
  if (href === null) return null;
  return (
    <div className="w-104 max-w-full rounded-control border border-s-3 border-line border-s-accent/60 bg-raised py-2 ps-3 pe-9 text-small">
      <p className="truncate text-meta text-muted">
        <Source site={preview.site} href={href} />
      </p>
      <a
        href={href}
        dir="auto"
        target="_blank"
        rel="noopener noreferrer"
        title={href}
        tabIndex={tabIndex}
        className="line-clamp-2 rounded-tick font-medium text-accent-text hover:underline"
      >
        {title || href}
      </a>
      {description ? (
        <p dir="auto" className="mt-0.5 line-clamp-3 text-text">
          {description}
        </p>
      ) : null}
      {picture ? <Picture picture={picture} /> : null}
    </div>
  );
}

/** Pixels; a poster is cut at its foot rather than pushing the conversation away. */
const WIDEST = 352;
const TALLEST = 220;

function Picture({ picture }: { picture: NonNullable<LinkPreview["picture"]> }) {
  const [gone, setGone] = useState(false);
  const { url, width, height } = picture;
  const shown = Math.min(width, WIDEST);
  const tall = Math.min((shown * height) / width, TALLEST);
  // The room stays when the picture can't be had: nothing jumps.
  return (
    <div
      style={{ width: shown, aspectRatio: `${shown} / ${tall}` }}
      className="mt-2 max-w-full overflow-hidden rounded-tick bg-bg"
    >
      {gone ? null : (
        <img
          src={serverUrl(url)}
          alt=""
          width={width}
          height={height}
          loading="lazy"
          decoding="async"
          onError={() => setGone(true)}
          className="size-full object-cover object-top"
        />
      )}
    </div>
  );
}

/** What the page calls itself, and where it really is: the first alone could be anybody's name. */
function Source({ site, href }: { site: string; href: string }) {
  const host = new URL(href).hostname.replace(/^www\./, "");
  if (site === "" || site.toLowerCase() === host) return <bdi>{host}</bdi>;
  return (
    <>
      <bdi>{site}</bdi> · <bdi>{host}</bdi>
    </>
  );
}
