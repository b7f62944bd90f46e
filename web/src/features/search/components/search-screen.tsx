import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef, type ReactNode } from "react";

import { Skeleton } from "@/components/ui/skeleton";
import type { Room } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { useDebounced } from "@/lib/use-debounced";

import { searchQuery, type Sort } from "@/features/search/api/search";
import { suggestionsFor, withSuggestion, type Known } from "@/features/search/model/suggestions";
import { FIELD_ID } from "@/features/search/model/field-id";
import { HitList } from "./hit-list";
import { SearchField } from "./search-field";
import { SearchHelp } from "./search-help";
import { SortChoice } from "./sort-choice";
import { SuggestionRow } from "./suggestion-row";

interface SearchScreenProps {
  query: string;
  onQuery: (query: string) => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
  known: Known;
  nameOf: (room: Room) => string;
  /** The head of the pane around the field. */
  head: (field: ReactNode) => ReactNode;
}

const PAUSE_MS = 180;

/** Search as it is typed: the last hits stay until the next ones are there. */
export function SearchScreen(props: SearchScreenProps) {
  const { query, onQuery, sort, onSort, known } = props;
  const list = useRef<HTMLDivElement>(null);
  const focusField = () => document.getElementById(FIELD_ID)?.focus();
  return (
    <>
      {props.head(
        <SearchField
          query={query}
          onQuery={onQuery}
          onDown={() => list.current?.querySelector<HTMLElement>("[data-hit]")?.focus()}
        />,
      )}
      <div className="mx-auto flex w-full max-w-3xl shrink-0 items-center gap-3 px-3 py-2 max-md:flex-col max-md:items-stretch max-md:gap-1">
        <SuggestionRow
          suggestions={suggestionsFor(query, known)}
          onPick={(one) => {
            onQuery(withSuggestion(query, one));
            focusField();
          }}
        />
        <div className="flex justify-end">
          <SortChoice sort={sort} onSort={onSort} />
        </div>
      </div>
      <div ref={list} className="min-h-0 flex-1 [scrollbar-gutter:stable] overflow-y-auto">
        <div className="mx-auto w-full max-w-3xl px-1 safe-bottom pb-4">
          {query.trim() === "" ? (
            <SearchHelp />
          ) : (
            <Found query={query.trim()} sort={sort} nameOf={props.nameOf} onUp={focusField} />
          )}
        </div>
      </div>
    </>
  );
}

interface FoundProps extends Pick<SearchScreenProps, "query" | "sort" | "nameOf"> {
  onUp: () => void;
}

function Found({ query, sort, nameOf, onUp }: FoundProps) {
  const asked = useDebounced(query, PAUSE_MS);
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(
    searchQuery(asked, sort),
  );
  if (error) {
    return (
      <p role="alert" className="p-4 text-body text-danger-text">
        {describeError(error)}
      </p>
    );
  }
  if (!data) return <Waiting />;
  return (
    <HitList
      pages={data.pages}
      nameOf={nameOf}
      busy={isFetching}
      more={hasNextPage ? () => void fetchNextPage() : null}
      onUp={onUp}
    />
  );
}

function Waiting() {
  return (
    <div aria-busy className="flex flex-col gap-2 p-3">
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} className="h-16" />
      ))}
    </div>
  );
}
