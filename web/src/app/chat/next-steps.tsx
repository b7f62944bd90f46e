import { useQuery } from "@tanstack/react-query";
import { Link2, UserPlus } from "lucide-react";
import { Suspense, useState } from "react";

import { Button, buttonVariants } from "@/components/ui/button";
import { rightsIn } from "@/features/rooms/model/rights";
import { lazyPart } from "@/lib/lazy-part";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { Link } from "@/lib/router/link";
import { usePeople } from "@/realtime/use-cache";

import type { RoomState } from "./model/room-state";

const AddPeopleDialog = lazyPart(() =>
  import("./add-people-dialog").then((file) => file.AddPeopleDialog),
);

/** Whoever sits alone in a room is offered company: people who are here, or an invite link. */
export function NextSteps({ entry }: { entry: RoomState }) {
  const community = useQuery(communityQuery).data;
  const someoneElse = Object.keys(usePeople()).length > 1;
  const [adding, setAdding] = useState(false);
  if (entry.member_count > 1 || !rightsIn(entry).add) return null;
  // Any account may invite while the server takes new people at all.
  const mayInvite = community !== undefined && community.registration !== "closed";
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {mayInvite ? (
        <Link to="/settings/invites" className={buttonVariants({ variant: "primary" })}>
          <Link2 aria-hidden />
          {t("room.invite")}
        </Link>
      ) : null}
      {someoneElse ? (
        <Button onClick={() => setAdding(true)}>
          <UserPlus aria-hidden />
          {t("details.add")}
        </Button>
      ) : null}
      {someoneElse ? (
        <Suspense fallback={null}>
          <AddPeopleDialog entry={entry} open={adding} onClose={() => setAdding(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
