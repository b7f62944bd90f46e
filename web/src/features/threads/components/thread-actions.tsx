import { Bell, BellOff, CircleCheck, CircleDashed, CornerUpRight } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { t } from "@/lib/i18n/translate";

interface ThreadActionsProps {
  /** null: somebody who only looks into the room. */
  following: boolean | null;
  resolved: boolean;
  /** May it be marked as resolved or reopened? */
  open: boolean;
  onFollow: (following: boolean) => void;
  onResolve: (resolved: boolean) => void;
  onJump: () => void;
}

/** What can be done with a thread, at its head. */
export function ThreadActions(props: ThreadActionsProps) {
  const { following, resolved, open, onFollow, onResolve, onJump } = props;
  return (
    <>
      <IconButton label={t("thread.toRoom")} onClick={onJump}>
        <CornerUpRight aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      {open ? (
        <IconButton
          label={resolved ? t("thread.reopen") : t("thread.resolve")}
          onClick={() => onResolve(!resolved)}
        >
          {resolved ? <CircleDashed aria-hidden /> : <CircleCheck aria-hidden />}
        </IconButton>
      ) : null}
      {following === null ? null : (
        <IconButton
          label={following ? t("thread.unfollow") : t("thread.follow")}
          onClick={() => onFollow(!following)}
        >
          {following ? <Bell aria-hidden className="fill-current" /> : <BellOff aria-hidden />}
        </IconButton>
      )}
    </>
  );
}
