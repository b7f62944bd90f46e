import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";

import { Dialog, DialogContent } from "@/components/ui/dialog";
import { t } from "@/lib/i18n/translate";
import { useMatch, useNavigate } from "@/lib/router/hooks";

import type { Item } from "./items";
import { firstSections, foundSections } from "./rank";
import { SwitcherField } from "./switcher-field";
import { SwitcherList } from "./switcher-list";
import { switcher } from "./switcher-store";
import { useItems, useStrangers } from "./use-items";

interface SwitcherDialogProps {
  open: boolean;
  onClose: () => void;
}

/** Goes anywhere by a few letters: chats, people, commands, preferences. */
export function SwitcherDialog({ open, onClose }: SwitcherDialogProps) {
  /** Something was chosen: it knows where the focus belongs. */
  const left = useRef(false);
  useEffect(() => {
    if (open) left.current = false;
  }, [open]);
  return (
    <Dialog open={open} onOpenChange={(now) => now || onClose()}>
      <DialogContent
        title={t("switcher.title")}
        hideTitle
        className="h-[var(--visible-height,100dvh)] max-h-none max-md:top-0 max-md:bottom-auto max-md:rounded-none md:h-auto md:max-h-[70dvh] md:max-w-xl"
        // What was chosen may have taken the focus already.
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (!left.current) switcher.returnFocus();
        }}
      >
        <Inside
          onRun={(item) => {
            left.current = true;
            onClose();
            item.run();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}

function Inside({ onRun }: { onRun: (item: Item) => void }) {
  const id = useId();
  const navigate = useNavigate();
  const current = useMatch("/rooms/:roomId/*")?.params.roomId ?? null;
  const [query, setQuery] = useState("");
  const [wanted, setWanted] = useState<string | null>(null);
  const [opened] = useState(() => Date.now());
  const items = useItems(useCallback((roomId) => void navigate(`/rooms/${roomId}`), [navigate]));
  const strangers = useStrangers(query, items);
  const sections = useMemo(
    () =>
      query.trim() === ""
        ? firstSections(items, current)
        : foundSections(items, strangers, query, opened),
    [items, strangers, query, current, opened],
  );
  const rows = sections.flatMap((section) => section.items);
  // Held by its key: people who come late must not move the choice.
  const active = rows.find((item) => item.key === wanted) ?? rows[0] ?? null;

  function move(step: number) {
    const from = active ? rows.indexOf(active) : 0;
    const next = rows[(from + step + rows.length) % rows.length];
    setWanted(next?.key ?? null);
    if (next) document.getElementById(rowId(id, next))?.scrollIntoView({ block: "nearest" });
  }

  return (
    <>
      <SwitcherField
        listId={id}
        activeId={active ? rowId(id, active) : undefined}
        query={query}
        onQuery={(next) => {
          setQuery(next);
          setWanted(null);
        }}
        onMove={move}
        onEnter={() => active && onRun(active)}
      />
      <SwitcherList
        id={id}
        rowId={(item) => rowId(id, item)}
        sections={sections}
        active={active}
        query={query.trim()}
        onPoint={(item) => setWanted(item.key)}
        onRun={onRun}
      />
    </>
  );
}

const rowId = (listId: string, item: Item): string => `${listId}-${item.key}`;
