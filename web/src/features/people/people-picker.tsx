import { useQuery } from "@tanstack/react-query";
import { Check, UserSearch, X } from "lucide-react";
import { useState } from "react";

import { PersonRow } from "@/components/person-row";
import { Avatar } from "@/components/ui/avatar";
import { EmptyState } from "@/components/ui/empty-state";
import { ListBox } from "@/components/ui/list-box";
import type { Person } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useDebounced } from "@/lib/use-debounced";

import { peopleSearchQuery } from "./people-queries";

interface PeoplePickerProps {
  picked: readonly Person[];
  onChange: (picked: Person[]) => void;
  /** Ids that are not offered: members already. */
  exclude?: readonly string[];
  /** One at most: a second choice replaces the first. */
  single?: boolean;
  label?: string;
  focusOnOpen?: boolean;
  className?: string;
}

/** Finds and collects people: a field with chips above it, results beneath. */
export function PeoplePicker(props: PeoplePickerProps) {
  const { picked, onChange, exclude = [], single = false } = props;
  const [search, setSearch] = useState("");
  const settled = useDebounced(search.trim());
  const { data, error, isPlaceholderData } = useQuery(peopleSearchQuery(settled));
  const people = (data ?? []).filter((one) => one.active && !exclude.includes(one.id));
  const isPicked = (person: Person) => picked.some((one) => one.id === person.id);

  function toggle(person: Person) {
    setSearch("");
    const rest = picked.filter((one) => one.id !== person.id);
    if (rest.length < picked.length) onChange(rest);
    else onChange(single ? [person] : [...rest, person]);
  }

  return (
    <ListBox
      className={props.className ?? "max-h-96"}
      label={props.label ?? t("people.search")}
      placeholder={t("people.searchPlaceholder")}
      focusOnOpen={props.focusOnOpen ?? false}
      items={people}
      itemKey={(person) => person.id}
      pending={isPlaceholderData || settled !== search.trim()}
      query={search}
      onQueryChange={setSearch}
      onPick={toggle}
      isPicked={isPicked}
      onBackspace={() => onChange(picked.slice(0, -1))}
      before={<Chips picked={picked} onRemove={toggle} />}
      renderItem={(person) => (
        <PersonRow
          person={person}
          end={isPicked(person) ? <Check aria-hidden className="icon text-accent-text" /> : null}
        />
      )}
      empty={data || error ? <Nobody search={search} error={error} /> : null}
    />
  );
}

function Nobody({ search, error }: { search: string; error: unknown }) {
  return (
    <EmptyState
      icon={UserSearch}
      title={error ? describeError(error) : t("people.none", { search })}
      body={error ? null : t("people.noneHint")}
      className="py-6"
    />
  );
}

interface ChipsProps {
  picked: readonly Person[];
  onRemove: (person: Person) => void;
}

function Chips({ picked, onRemove }: ChipsProps) {
  if (picked.length === 0) return null;
  return (
    <ul aria-label={t("people.picked")} className="mb-2 flex flex-wrap gap-1.5">
      {picked.map((person) => (
        <li
          key={person.id}
          className="flex items-center gap-1.5 rounded-full bg-accent-soft ps-1 text-small text-accent-text"
        >
          <Avatar id={person.id} name={person.name} picture={person.picture_id} size="tiny" />
          <bdi className="max-w-40 truncate">{person.name}</bdi>
          <button
            type="button"
            aria-label={t("people.remove", { name: person.name })}
            onClick={() => onRemove(person)}
            className="flex size-7 items-center justify-center rounded-full hover:bg-hover max-md:size-11"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}
