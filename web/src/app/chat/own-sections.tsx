import { useQueryClient } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";

import { toast } from "@/components/ui/toast-store";
import type { Me } from "@/contract/types";
import { OwnSectionsContext, type OwnSections } from "@/features/rooms/components/own-sections";
import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import { useChangeMe } from "@/features/settings/use-change-me";
import { describeError } from "@/lib/describe-error";
import { meQuery, useMe } from "@/lib/me";
import { keys } from "@/realtime/keys";

import type { RoomState } from "./model/room-state";
import { movedBy, placedBefore } from "./model/section-order";

const NONE: readonly string[] = [];

/** My sections of the sidebar: their order is a preference of mine, their rooms name them. */
export function OwnSectionsProvider({ children }: { children: ReactNode }) {
  const sections = useMe()?.preferences.sections ?? NONE;
  const keep = useKeep(sections);
  const inSection = useRoomsOf();
  const change = useChangeSettings();
  const value = useMemo(
    (): OwnSections => ({
      sections,
      add: (name) => keep([...sections, name]),
      move: (name, by) => keep(movedBy(sections, name, by)),
      place: (name, before) => keep(placedBefore(sections, name, before)),
      remove: (name) => keep(sections.filter((one) => one !== name)),
      rename: (from, to) => {
        keep(sections.map((one) => (one === from ? to : one)));
        for (const id of inSection(from)) change(id, { section: to });
      },
    }),
    [sections, keep, change, inSection],
  );
  return <OwnSectionsContext value={value}>{children}</OwnSectionsContext>;
}

/** Shown at once, kept with the account, taken back when refused. */
function useKeep(before: readonly string[]): (sections: readonly string[]) => void {
  const queries = useQueryClient();
  const changeMe = useChangeMe();
  return useMemo(() => {
    const show = (sections: readonly string[]) =>
      queries.setQueryData<Me>(
        meQuery.queryKey,
        (me) => me && { ...me, preferences: { ...me.preferences, sections: [...sections] } },
      );
    return (sections) => {
      show(sections);
      changeMe({ preferences: { sections: [...sections] } }).catch((error: unknown) => {
        show(before);
        toast(describeError(error), { tone: "danger" });
      });
    };
  }, [queries, changeMe, before]);
}

function useRoomsOf(): (section: string) => string[] {
  const queries = useQueryClient();
  return useMemo(
    () => (section) =>
      (queries.getQueryData<readonly string[]>(keys.rooms) ?? []).filter(
        (id) => queries.getQueryData<RoomState>(keys.room(id))?.settings.section === section,
      ),
    [queries],
  );
}
