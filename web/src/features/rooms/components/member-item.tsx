import { Ellipsis } from "lucide-react";
import { useState, type ReactNode } from "react";

import { PersonRow } from "@/components/person-row";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/toast-store";
import type { Member } from "@/contract/types";
import { roomsApi } from "@/features/rooms/api/rooms";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { deedsOn, type MemberDeed } from "@/features/rooms/model/rights";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";

import { ConfirmDeed } from "./confirm-deed";

interface MemberItemProps {
  member: Member;
  entry: RoomSummary;
  dot: ReactNode;
  onWrite: (userId: string) => void;
}

const labels = {
  owner: "details.makeOwner",
  admin: "details.makeAdmin",
  member: "details.makeMember",
  "hand-over": "details.handOver",
  remove: "details.remove",
} as const;

type Asked = "hand-over" | "remove" | null;

/** A member with their role, and what may be done about them. */
export function MemberItem({ member, entry, dot, onWrite }: MemberItemProps) {
  const { me } = useChat();
  const [asked, setAsked] = useState<Asked>(null);
  const { person, role } = member;

  function act(deed: MemberDeed) {
    if (deed === "hand-over" || deed === "remove") {
      setAsked(deed);
      return;
    }
    roomsApi.changeRole(entry.room.id, person.id, deed).catch((error: unknown) => {
      toast(describeError(error), { tone: "danger" });
    });
  }

  return (
    <li className="flex items-center rounded-control ps-2 hover:bg-hover">
      <PersonRow
        person={person}
        presence={dot}
        className="min-h-13"
        badges={<Roles role={role} me={person.id === me} />}
        end={
          person.id === me ? null : (
            <MemberMenu
              name={person.name}
              deeds={deedsOn(member, entry.role, me)}
              onDeed={act}
              onWrite={() => onWrite(person.id)}
            />
          )
        }
      />
      <Questions member={member} entry={entry} asked={asked} onClose={() => setAsked(null)} />
    </li>
  );
}

function Roles({ role, me }: { role: Member["role"]; me: boolean }) {
  return (
    <>
      {me ? <span className="text-meta text-muted">{t("details.you")}</span> : null}
      {role === "member" ? null : <Badge>{t(`details.${role}`)}</Badge>}
    </>
  );
}

interface MemberMenuProps {
  name: string;
  deeds: readonly MemberDeed[];
  onDeed: (deed: MemberDeed) => void;
  onWrite: () => void;
}

function MemberMenu({ name, deeds, onDeed, onWrite }: MemberMenuProps) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="quiet" size="icon" aria-label={t("details.memberActions", { name })}>
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={onWrite}>{t("details.message")}</DropdownMenuItem>
        {deeds.map((deed) => (
          <DropdownMenuItem key={deed} danger={deed === "remove"} onSelect={() => onDeed(deed)}>
            {t(labels[deed])}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

interface QuestionsProps {
  member: Member;
  entry: RoomSummary;
  asked: Asked;
  onClose: () => void;
}

function Questions({ member: { person }, entry: { room }, asked, onClose }: QuestionsProps) {
  const names = { name: person.name, room: room.name };
  return (
    <>
      <ConfirmDeed
        open={asked === "remove"}
        title={t("details.removeTitle", { name: person.name })}
        body={t("details.removeBody", names)}
        action={t("details.remove")}
        deed={() => roomsApi.removeMember(room.id, person.id)}
        onClose={onClose}
      />
      <ConfirmDeed
        open={asked === "hand-over"}
        title={t("details.handOverTitle", names)}
        body={t("details.handOverBody", { name: person.name })}
        action={t("details.handOver")}
        danger={false}
        deed={() => roomsApi.handOver(room.id, person.id)}
        onClose={onClose}
      />
    </>
  );
}
