import type { ReactNode } from "react";

import { Avatar } from "@/components/ui/avatar";
import type { Person } from "@/contract/types";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

interface PersonRowProps {
  person: Pick<Person, "id" | "name" | "username" | "active" | "picture_id">;
  /** Instead of the username. */
  detail?: ReactNode;
  /** After the name: role, "You". */
  badges?: ReactNode;
  /** PresenceDot for the avatar. */
  presence?: ReactNode;
  /** At the end of the row. */
  end?: ReactNode;
  className?: string;
}

/** A person in a list: face, name, username, what they are here. */
export function PersonRow({ person, detail, badges, presence, end, className }: PersonRowProps) {
  return (
    <div
      data-slot="person-row"
      className={cn(
        "flex min-w-0 flex-1 items-center gap-3",
        !person.active && "text-muted",
        className,
      )}
    >
      <Avatar
        id={person.id}
        name={person.name}
        picture={person.picture_id}
        badge={presence}
        className={cn(!person.active && "bg-hover text-muted")}
      />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <bdi className="truncate font-medium">{person.name}</bdi>
          {person.active ? null : (
            <span className="text-meta text-muted">{t("people.inactive")}</span>
          )}
          {badges}
        </div>
        <div className="truncate text-small text-muted">
          {detail ?? <bdi>@{person.username}</bdi>}
        </div>
      </div>
      {end}
    </div>
  );
}
