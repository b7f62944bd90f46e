import { UsersRound } from "lucide-react";
import { useEffect, useRef } from "react";

import { EmojiGlyph } from "@/components/emoji/emoji-glyph";
import { Avatar } from "@/components/ui/avatar";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { keyOf, type Suggestion } from "./suggestions";

interface SuggestionListProps {
  id: string;
  items: readonly Suggestion[];
  active: number;
  className?: string;
  onPick: (item: Suggestion) => void;
}

/** What may complete the word, above the field. The focus stays in the field (ARIA combobox pattern). */
export function SuggestionList({ id, items, active, className, onPick }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={t("composer.suggestions")}
      className={cn(
        "absolute inset-x-0 bottom-full z-20 mb-1 max-h-[min(40dvh,19rem)] overflow-y-auto rounded-card bg-raised p-1 shadow-overlay",
        className,
      )}
    >
      {items.map((item, index) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- options of a combobox are chosen by the keys of its field
        <div
          key={keyOf(item)}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={cn(
            "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-[6px] px-2.5 py-1 max-md:min-h-touch",
            index === active && "bg-hover",
          )}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(item)}
        >
          <SuggestionLine item={item} />
        </div>
      ))}
    </div>
  );
}

function SuggestionLine({ item }: { item: Suggestion }) {
  if (item.kind === "emoji") {
    return (
      <>
        <EmojiGlyph value={item.value} label={item.label} className="size-6 text-title" />
        <span className="truncate">:{item.name}:</span>
      </>
    );
  }
  if (item.kind === "group") {
    return (
      <>
        <UsersRound aria-hidden className="mx-0.5 icon text-muted" />
        <span className="font-medium">@{item.group}</span>
        <span className="truncate text-small text-muted">{t(`composer.group.${item.group}`)}</span>
      </>
    );
  }
  const { person, place } = item;
  return (
    <>
      <Avatar id={person.id} name={person.name} picture={person.picture_id} size="tiny" />
      <bdi className="truncate font-medium">{person.name}</bdi>
      <bdi className="truncate text-small text-muted">@{person.username}</bdi>
      {place === "outside" ? (
        <span className="ms-auto shrink-0 text-small text-muted">{t("composer.outside")}</span>
      ) : null}
    </>
  );
}
