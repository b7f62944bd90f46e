import { Avatar } from "@/components/ui/avatar";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import type { Member } from "@/contract/types";
import { currentLocale, t } from "@/lib/i18n/translate";

const SHOWN = 3;

interface SeenByProps {
  readers: readonly Member[];
  everyone: boolean;
  /** Reached by Tab from its message only. */
  tabIndex: number;
}

/** Who has read my newest message, in rooms small enough for that to mean something; all of them on a click. */
export function SeenBy({ readers, everyone, tabIndex }: SeenByProps) {
  if (readers.length === 0) return null;
  const label = seenText(
    readers.map(({ person }) => person.name),
    everyone,
  );
  return (
    <Popover>
      <Tooltip label={label} side="top">
        <PopoverTrigger
          aria-label={label}
          tabIndex={tabIndex}
          // The line stays as low as it is; on a phone a finger finds it all the same.
          className="relative flex items-center gap-0.5 rounded-tick after:absolute after:-inset-x-2 after:-inset-y-3 pointer-fine:after:hidden"
          data-testid="seen-by"
        >
          {readers.slice(0, SHOWN).map(({ person }) => (
            <Avatar
              key={person.id}
              id={person.id}
              name={person.name}
              picture={person.picture_id}
              size="tiny"
            />
          ))}
          {readers.length > SHOWN ? (
            <span aria-hidden className="text-meta text-muted tabular-nums">
              +{readers.length - SHOWN}
            </span>
          ) : null}
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent align="end" className="w-60" aria-label={t("messages.readers")}>
        <p className="pb-1 text-meta font-semibold text-muted">{t("messages.readers")}</p>
        <ul>
          {readers.map(({ person }) => (
            <li key={person.id} className="flex min-h-8 items-center gap-2 text-body">
              <Avatar id={person.id} name={person.name} picture={person.picture_id} size="tiny" />
              <bdi className="truncate">{person.name}</bdi>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}

export function seenText(names: readonly string[], everyone: boolean): string {
  if (everyone && names.length > 1) return t("messages.seenByAll");
  const rest = names.length - SHOWN;
  const list = new Intl.ListFormat(currentLocale(), { type: rest > 0 ? "unit" : "conjunction" });
  const shown = list.format(names.slice(0, SHOWN));
  return rest > 0
    ? t("messages.seenByMore", { names: t("messages.seenBy", { names: shown }), count: rest })
    : t("messages.seenBy", { names: shown });
}
