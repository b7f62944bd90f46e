import { useId, type ReactNode } from "react";

import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { RoomSettings } from "@/contract/types";
import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import type { RoomSummary } from "@/features/rooms/hooks/use-membership";
import { t } from "@/lib/i18n/translate";

import { useOwnSections } from "./own-sections";

/** How I want this room: what tells me, how its threads are shown, where it stands. Only I see it. */
export function RoomPreferences({ entry }: { entry: RoomSummary }) {
  const change = useChangeSettings();
  const { sections } = useOwnSections();
  const { settings, room } = entry;
  const set = (next: Partial<RoomSettings>) => change(room.id, next);
  return (
    <section aria-label={t("prefs.title")} className="flex flex-col border-t border-line p-4">
      <h2 className="pb-1 text-meta font-semibold text-muted">{t("prefs.title")}</h2>
      <Line label={t("prefs.notify")}>
        {(id) => (
          <Select
            id={id}
            value={settings.notify}
            onChange={({ target }) => set({ notify: target.value as RoomSettings["notify"] })}
          >
            <option value="all">{t("prefs.notifyAll")}</option>
            <option value="mentions">{t("prefs.notifyMentions")}</option>
            <option value="nothing">{t("prefs.notifyNothing")}</option>
          </Select>
        )}
      </Line>
      <Line label={t("prefs.muted")} hint={t("prefs.mutedHint")}>
        {(id) => (
          <Switch id={id} checked={settings.muted} onCheckedChange={(muted) => set({ muted })} />
        )}
      </Line>
      <Line label={t("prefs.view")} hint={t(`prefs.${settings.view}Hint`)}>
        {(id) => (
          <Select
            id={id}
            value={settings.view}
            onChange={({ target }) => set({ view: target.value as RoomSettings["view"] })}
          >
            <option value="flat">{t("prefs.flat")}</option>
            <option value="threaded">{t("prefs.threaded")}</option>
          </Select>
        )}
      </Line>
      {settings.view === "threaded" ? (
        <Line label={t("prefs.followThreads")}>
          {(id) => (
            <Switch
              id={id}
              checked={settings.follow_threads}
              onCheckedChange={(follow_threads) => set({ follow_threads })}
            />
          )}
        </Line>
      ) : null}
      <Line label={t("prefs.favourite")}>
        {(id) => (
          <Switch
            id={id}
            checked={settings.favourite}
            onCheckedChange={(favourite) => set({ favourite })}
          />
        )}
      </Line>
      {sections.length > 0 ? (
        <Line label={t("prefs.section")}>
          {(id) => (
            <Select
              id={id}
              value={sections.includes(settings.section) ? settings.section : ""}
              onChange={({ target }) => set({ section: target.value })}
            >
              <option value="">{t("sidebar.noSection")}</option>
              {sections.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </Select>
          )}
        </Line>
      ) : null}
    </section>
  );
}

interface LineProps {
  label: string;
  hint?: string;
  children: (id: string) => ReactNode;
}

function Line({ label, hint, children }: LineProps) {
  const id = useId();
  return (
    <div className="flex min-h-11 items-center justify-between gap-3 py-1">
      <label htmlFor={id} className="min-w-0 flex-1 text-body">
        {label}
        {hint ? <span className="block text-meta text-muted">{hint}</span> : null}
      </label>
      <div className="max-w-[62%] shrink-0">{children(id)}</div>
    </div>
  );
}
