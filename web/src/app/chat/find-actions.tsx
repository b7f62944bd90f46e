import { TextSearch } from "lucide-react";
import { Suspense } from "react";

import { buttonVariants } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { messagePath } from "@/features/messages/model/addresses";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { useNavigate } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";

import { useSearchAddress } from "./use-search-key";

const DayJump = lazyPart(() =>
  import("@/features/search/components/day-jump").then((file) => file.DayJump),
);

/** Ways to older messages of a room: by words, and by day. */
export function FindActions({ roomId }: { roomId: string }) {
  const navigate = useNavigate();
  const address = useSearchAddress();
  return (
    <>
      <Suspense fallback={<span className="size-9 max-md:size-touch" />}>
        <DayJump roomId={roomId} onFound={(seq) => void navigate(messagePath(roomId, seq))} />
      </Suspense>
      <Tooltip label={t("search.openRoom")}>
        <Link
          to={address(roomId)}
          aria-label={t("search.openRoom")}
          className={buttonVariants({ variant: "quiet", size: "icon" })}
        >
          <TextSearch aria-hidden />
        </Link>
      </Tooltip>
    </>
  );
}
