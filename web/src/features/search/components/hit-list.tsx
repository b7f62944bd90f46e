import { SearchX } from "lucide-react";
import type { KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Room } from "@/contract/types";
import { t } from "@/lib/i18n/translate";

import type { SearchAnswer } from "@/features/search/api/search";
import { HitItem } from "./hit-item";

interface HitListProps {
  pages: readonly SearchAnswer[];
  nameOf: (room: Room) => string;
  busy: boolean;
  more: (() => void) | null;
  /** Up from the first hit: back to the field. */
  onUp: () => void;
}

/** What was found, one list however many pages it came in. */
export function HitList({ pages, nameOf, busy, more, onUp }: HitListProps) {
  const hits = pages.flatMap((page) => page.hits);
  const people = new Map(pages.flatMap((page) => page.people).map((one) => [one.id, one]));
  const rooms = new Map(pages.flatMap((page) => page.rooms).map((one) => [one.id, one]));
  const query = pages[0]?.query;
  if (hits.length === 0) return <NothingFound query={query} />;
  const count = hits.length;
  return (
    <>
      {query?.forgiving ? (
        <p className="px-3 pb-2 text-small text-muted">{t("search.forgiving")}</p>
      ) : null}
      {/* Arrows walk through links that can be reached by Tab as well. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above */}
      <ul
        aria-label={t("search.results")}
        aria-busy={busy}
        className="flex flex-col"
        onKeyDown={(event) => walk(event, onUp)}
      >
        {hits.map((hit) => {
          const room = rooms.get(hit.room_id);
          return (
            <HitItem
              key={hit.message.id}
              hit={hit}
              author={people.get(hit.message.author_id)}
              place={room ? nameOf(room) : ""}
            />
          );
        })}
      </ul>
      <p role="status" className="sr-only">
        {busy ? "" : more ? t("search.countMore", { count }) : t("search.count", { count })}
      </p>
      {more ? (
        <div className="flex justify-center py-3">
          <Button busy={busy} onClick={more}>
            {t("search.more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

const STEPS: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };

function walk(event: KeyboardEvent<HTMLElement>, onUp: () => void): void {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-hit]")];
  const next = links.findIndex((link) => link === document.activeElement) + step;
  if (next < 0) onUp();
  else links[next]?.focus();
}

function NothingFound({ query }: { query: SearchAnswer["query"] | undefined }) {
  const unknown = query?.filters.find((one) => !one.known);
  const name = unknown?.value ?? "";
  return (
    <div role="status">
      <EmptyState
        icon={SearchX}
        title={t("search.none")}
        body={
          unknown
            ? t(unknown.operator === "from" ? "search.unknownPerson" : "search.unknownRoom", {
                name,
              })
            : t("search.noneBody")
        }
      />
    </div>
  );
}
