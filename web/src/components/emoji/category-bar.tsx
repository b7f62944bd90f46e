import {
  Clock,
  Dumbbell,
  Flag,
  Hash,
  Leaf,
  Lightbulb,
  Plane,
  Smile,
  Sparkles,
  ThumbsUp,
  Utensils,
  type LucideIcon,
} from "lucide-react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import type { Section } from "./grid-model";

const ICONS: Partial<Record<string, LucideIcon>> = {
  recent: Clock,
  custom: Sparkles,
  0: Smile,
  1: ThumbsUp,
  3: Leaf,
  4: Utensils,
  5: Plane,
  6: Dumbbell,
  7: Lightbulb,
  8: Hash,
  9: Flag,
};

interface CategoryBarProps {
  sections: readonly Section[];
  /** The section in sight. */
  current: string | null;
  onChoose: (id: string) => void;
}

/** Leads to a kind of emoji. */
export function CategoryBar({ sections, current, onChoose }: CategoryBarProps) {
  return (
    <div
      role="group"
      aria-label={t("emoji.groups")}
      className="flex h-10 shrink-0 border-b border-line px-2 max-md:h-12"
    >
      {sections.map(({ id, title, choices }) => {
        const Icon = ICONS[id];
        if (!Icon || choices.length === 0) return null;
        return (
          <button
            key={id}
            type="button"
            aria-label={title}
            title={title}
            aria-current={id === current || undefined}
            onClick={() => onChoose(id)}
            className={cn(
              "-mb-px flex min-w-0 flex-1 items-center justify-center border-b-2 border-transparent text-muted outline-offset-[-3px] hover:text-text [&_svg]:icon",
              id === current && "border-accent text-text",
            )}
          >
            <Icon aria-hidden />
          </button>
        );
      })}
    </div>
  );
}
