import { useId, useState, type KeyboardEvent } from "react";

import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import type { EmojiChoice } from "@/lib/emoji/emoji";
import { useEmojiSet } from "@/lib/emoji/load";
import { noteEmoji } from "@/lib/emoji/recent";
import { t } from "@/lib/i18n/translate";
import { useIsNarrow } from "@/lib/use-media-query";

import { CategoryBar } from "./category-bar";
import { EmojiGlyph } from "./emoji-glyph";
import { cellId, EmojiGrid } from "./emoji-grid";
import { sectionAt } from "./grid-model";
import { SkinToneMenu } from "./skin-tone-menu";
import { useEarlyEnter } from "./use-early-enter";
import { useEmojiGrid } from "./use-emoji-grid";
import { useSections } from "./use-sections";

interface EmojiPanelProps {
  onPick: (value: string) => void;
}

/**
 * The inside of the picker, after the ARIA pattern of a combobox with a grid: typing searches, arrows move
 * through the emoji, Enter takes the active one.
 */
export function EmojiPanel({ onPick }: EmojiPanelProps) {
  const id = useId();
  const narrow = useIsNarrow();
  const [query, setQuery] = useState("");
  const { set, retry } = useEmojiSet();
  const sections = useSections(typeof set === "string" ? null : set, query);
  const grid = useEmojiGrid(sections);

  const pressEarly = useEarlyEnter(set, query, () => {
    if (grid.choice) pick(grid.choice);
  });

  function pick({ value }: EmojiChoice) {
    noteEmoji(value);
    onPick(value);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    grid.onKeyDown(event);
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (grid.choice) pick(grid.choice);
    else pressEarly();
  }

  const failed = set === "failed";
  return (
    <div data-slot="emoji-panel" className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 items-center gap-1 p-2 pb-1">
        <Input
          role="combobox"
          aria-label={t("emoji.search")}
          aria-expanded={grid.rows.length > 0}
          aria-haspopup="grid"
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={grid.choice ? cellId(id, grid.active) : undefined}
          autoComplete="off"
          spellCheck={false}
          // On a phone its keyboard would cover the emoji: there the field waits to be touched.
          ref={narrow ? undefined : focusOnce}
          placeholder={t("emoji.search")}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            grid.reset();
          }}
          onKeyDown={onKeyDown}
        />
        <SkinToneMenu />
      </div>
      {query.trim() === "" ? (
        <CategoryBar sections={sections} current={inSight(grid)} onChoose={grid.showSection} />
      ) : null}
      <EmojiGrid
        id={id}
        grid={grid}
        busy={set === "loading"}
        empty={failed ? <Failed onRetry={retry} /> : <Nothing busy={set === "loading"} />}
        onPick={pick}
      />
      {narrow ? null : <Preview choice={grid.choice} />}
    </div>
  );
}

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus({ preventScroll: true });
}

function inSight({ list, rows }: ReturnType<typeof useEmojiGrid>): string | null {
  const top = list.scrollOffset ?? 0;
  const first = list.getVirtualItems().find(({ end }) => end > top + 1);
  return first ? sectionAt(rows, first.index) : null;
}

function Preview({ choice }: { choice: EmojiChoice | undefined }) {
  return (
    // The active cell is announced by the field; this is the same for the eyes.
    <div aria-hidden className="flex h-12 shrink-0 items-center gap-3 border-t border-line px-3.5">
      {choice ? (
        <>
          <EmojiGlyph value={choice.value} className="text-[1.625rem]" />
          <div className="min-w-0">
            <div className="truncate text-small font-medium">{choice.label}</div>
            <div className="truncate text-meta text-muted">:{choice.name}:</div>
          </div>
        </>
      ) : null}
    </div>
  );
}

function Nothing({ busy }: { busy: boolean }) {
  if (busy) return null;
  return (
    <p role="status" className="p-6 text-center text-muted">
      {t("emoji.nothing")}
    </p>
  );
}

function Failed({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-3 p-6 text-muted">
      {t("emoji.failed")}
      <Button size="small" onClick={onRetry}>
        {t("common.retry")}
      </Button>
    </div>
  );
}
