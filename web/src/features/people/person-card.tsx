import { useQuery } from "@tanstack/react-query";
import { Clock, Mail } from "lucide-react";
import type { ReactNode } from "react";

import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import type { Person } from "@/contract/types";
import { formatRelative, timeIn } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";

import { personQuery } from "./people-queries";

interface PersonCardProps {
  person: Person;
  /** PresenceDot for the avatar. */
  presence?: ReactNode;
  /** "Message", "Remove from room": whatever the place offers. */
  actions?: ReactNode;
}

/** Who somebody is: for a popover or a sheet. Shows at once what is known and fills in the rest. */
export function PersonCard({ person, presence, actions }: PersonCardProps) {
  const { data } = useQuery(personQuery(person.id));
  const time = timeIn(person.time_zone);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <Avatar
          id={person.id}
          name={person.name}
          picture={person.picture_id}
          size="large"
          badge={presence}
        />
        <div className="min-w-0">
          <p className="truncate text-title font-semibold">
            <bdi>{person.name}</bdi>
          </p>
          <p className="flex items-center gap-2 text-small text-muted">
            <bdi>@{person.username}</bdi>
            {data && data.role !== "member" ? <Badge>{t(`people.role.${data.role}`)}</Badge> : null}
          </p>
        </div>
      </div>
      {person.about ? (
        <p dir="auto" className="text-body wrap-anywhere whitespace-pre-line">
          {person.about}
        </p>
      ) : null}
      <ul className="flex flex-col gap-1 text-small text-muted">
        {time ? <Fact icon={<Clock aria-hidden />}>{t("people.localTime", { time })}</Fact> : null}
        {data?.email ? (
          <Fact icon={<Mail aria-hidden />}>
            <bdi>{data.email}</bdi>
          </Fact>
        ) : null}
        {data?.last_seen_at ? (
          <li>{t("people.lastSeen", { when: formatRelative(data.last_seen_at) })}</li>
        ) : null}
      </ul>
      {actions}
    </div>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-2 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      {children}
    </li>
  );
}
