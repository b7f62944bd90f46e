import { Button } from "@/components/ui/button";
import { RadioGroup, RadioRow } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast-store";
import {
  askPermission,
  showNotification,
  usePermission,
  type Permission,
} from "@/features/notifications/model/desktop";
import {
  changeNoticePreferences,
  useNoticePreferences,
  type About,
} from "@/features/notifications/model/preferences";
import { playSound } from "@/features/notifications/model/sound";
import { SettingsPage, SettingsSection } from "@/features/settings/settings-page";
import { SwitchRow } from "@/features/settings/switch-row";
import { t } from "@/lib/i18n/translate";

/** What tells me on this device: everything here stays in this browser. */
export function NotificationsPage() {
  const allowed = usePermission();
  const { show, about, sound, preview } = useNoticePreferences();
  return (
    <SettingsPage title={t("notices.title")} body={t("notices.body")}>
      <SettingsSection title={t("notices.desktop")}>
        <PermissionState allowed={allowed} />
        {allowed === "granted" ? (
          <SwitchRow
            label={t("notices.show")}
            hint={t("notices.showHint")}
            on={show}
            onChange={(on) => changeNoticePreferences({ show: on })}
          />
        ) : null}
      </SettingsSection>
      <SettingsSection title={t("notices.about")} body={t("notices.aboutHint")}>
        <RadioGroup
          aria-label={t("notices.about")}
          value={about}
          onValueChange={(value) => changeNoticePreferences({ about: value as About })}
          className="-mx-3"
        >
          <RadioRow value="all" label={t("notices.all")} hint={t("notices.allHint")} />
          <RadioRow
            value="mentions"
            label={t("notices.mentions")}
            hint={t("notices.mentionsHint")}
          />
          <RadioRow value="nothing" label={t("notices.nothing")} hint={t("notices.nothingHint")} />
        </RadioGroup>
      </SettingsSection>
      <SettingsSection title={t("notices.more")}>
        <SwitchRow
          label={t("notices.sound")}
          hint={t("notices.soundHint")}
          on={sound}
          onChange={(on) => {
            changeNoticePreferences({ sound: on });
            if (on) playSound("call");
          }}
        />
        <SwitchRow
          label={t("notices.preview")}
          hint={t("notices.previewHint")}
          on={preview}
          onChange={(on) => changeNoticePreferences({ preview: on })}
        />
        <div>
          <Button onClick={() => tryIt(allowed, sound)}>{t("notices.test")}</Button>
        </div>
      </SettingsSection>
    </SettingsPage>
  );
}

function PermissionState({ allowed }: { allowed: Permission }) {
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status" className="text-body text-muted">
        {t(`notices.${allowed}`)}
      </p>
      {allowed === "default" ? (
        <Button variant="primary" onClick={() => void askPermission()}>
          {t("notices.allow")}
        </Button>
      ) : null}
    </div>
  );
}

function tryIt(allowed: Permission, sound: boolean): void {
  if (sound) playSound("call");
  if (allowed !== "granted") {
    if (!sound) toast(t(`notices.${allowed}`));
    return;
  }
  const shown = showNotification({
    title: t("notices.testTitle"),
    body: t("notices.testBody"),
    tag: "test",
    silent: true,
    onClick: () => undefined,
  });
  toast(shown ? t("notices.testSent") : t("notices.testBlocked"));
}
