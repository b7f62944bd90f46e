import { SearchX } from "lucide-react";

import { Badge, countText } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Keys } from "@/components/ui/kbd";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import type { Item } from "./items";
import type { Section } from "./rank";

interface SwitcherListProps {
  id: string;
  rowId: (item: Item) => string;
  sections: readonly Section[];
  active: Item | null;
  query: string;
  onPoint: (item: Item) => void;
  onRun: (item: Item) => void;
}

/** The rows under the field, in groups with a name each. */
export function SwitcherList({ id, sections, query, ...rows }: SwitcherListProps) {
  const count = sections.reduce((sum, section) => sum + section.items.length, 0);
  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label={t("switcher.results")}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2"
      >
        {sections.map(({ name, items }) => (
          <div key={name} role="group" aria-labelledby={`${id}-${name}`} className="mb-2 last:mb-0">
            <p id={`${id}-${name}`} className="px-2 pt-1.5 pb-1 text-meta font-medium text-muted">
              {t(`switcher.section.${name}`)}
            </p>
            {items.map((item) => (
              <Row key={item.key} item={item} {...rows} />
            ))}
          </div>
        ))}
      </div>
      {count === 0 && query !== "" ? (
        <EmptyState
          icon={SearchX}
          title={t("switcher.none", { query })}
          body={t("switcher.noneHint")}
          className="pt-2 pb-10 max-md:mb-auto"
        />
      ) : null}
      <p role="status" className="sr-only">
        {query === "" ? "" : t("switcher.count", { count })}
      </p>
    </>
  );
}

type RowProps = Pick<SwitcherListProps, "active" | "rowId" | "onPoint" | "onRun"> & { item: Item };

function Row({ item, active, rowId, onPoint, onRun }: RowProps) {
  const chosen = item === active;
  const { title, detail, sign, keys } = item;
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field keeps the focus and has the keys (aria-activedescendant)
    <div
      id={rowId(item)}
      role="option"
      aria-selected={chosen}
      onPointerMove={() => chosen || onPoint(item)}
      // The field must not lose the focus to a press.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onRun(item)}
      className={cn(
        "flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-2 max-md:min-h-12",
        chosen && "bg-pressed",
      )}
    >
      {sign}
      <span className="flex min-w-0 flex-1 items-baseline gap-2">
        <bdi className={cn("shrink-0 truncate text-body", detail ? "max-w-[70%]" : "max-w-full")}>
          {title}
        </bdi>
        <bdi className="min-w-0 truncate text-small text-muted">{detail}</bdi>
      </span>
      <Waits item={item} />
      {keys ? <Keys keys={keys} className="max-md:hidden" /> : null}
    </div>
  );
}

function Waits({ item: { waiting } }: { item: Item }) {
  if (waiting.calls > 0) {
    return (
      <>
        <Badge variant="count" aria-hidden>
          {countText(waiting.calls)}
        </Badge>
        <span className="sr-only">{t("chat.unread", { count: waiting.calls })}</span>
      </>
    );
  }
  if (!waiting.some) return null;
  return <Badge variant="dot" role="img" aria-label={t("switcher.unread")} className="mx-1.5" />;
}
