import { ChevronDown } from "lucide-react";
import { useId, useState, type ReactNode } from "react";

import { dragged, useDropping, type Dragged } from "@/features/rooms/hooks/use-dropping";
import { cn } from "@/lib/cn";
import { readStored, writeStored } from "@/lib/storage";

interface SidebarSectionProps {
  /** Under which its state is remembered on this device. */
  place: string;
  title: string;
  /** Its name when it is one of mine: those can be moved. */
  own: string | null;
  onDrop: (what: Dragged, value: string) => void;
  action?: ReactNode;
  /** What stays in sight while it is folded: the unread ones. */
  folded: ReactNode;
  children: ReactNode;
}

/** A part of the list that folds, and stays folded. */
export function SidebarSection(props: SidebarSectionProps) {
  const { title, own, action, folded, children } = props;
  const id = useId();
  const place = `flowchat.sidebar.${props.place}`;
  const [open, setOpen] = useState(() => readStored(place) !== "folded");
  const { over, target } = useDropping(props.onDrop);
  function toggle() {
    writeStored(place, open ? "folded" : null);
    setOpen(!open);
  }
  return (
    <section
      aria-labelledby={id}
      className={cn("rounded-control px-2 pb-2", over && "bg-accent-soft")}
      {...target}
    >
      <div
        {...(own === null ? {} : dragged("section", own))}
        className="flex h-9 items-center justify-between pe-0.5 max-md:h-touch"
      >
        <h2 id={id} className="min-w-0">
          <button
            type="button"
            aria-expanded={open}
            onClick={toggle}
            className="flex h-9 max-w-full items-center gap-1 rounded-control px-2 text-meta font-semibold text-muted hover:text-text max-md:h-touch"
          >
            <ChevronDown
              aria-hidden
              className={cn("size-3.5 transition-transform", !open && "-rotate-90 rtl:rotate-90")}
            />
            <bdi className="truncate">{title}</bdi>
          </button>
        </h2>
        {action}
      </div>
      {open ? children : folded}
    </section>
  );
}
