import { t } from "@/lib/i18n/translate";

import { PasswordForm } from "./password-form";
import { SessionList } from "./session-list";
import { SettingsPage, SettingsSection, useSettingsMe } from "./settings-page";

export function SecurityPage() {
  const me = useSettingsMe();
  return (
    <SettingsPage title={t("security.title")} body={t("security.body")}>
      <SettingsSection title={t("security.password")} body={t("security.passwordBody")}>
        <PasswordForm username={me.username} />
      </SettingsSection>
      <SettingsSection title={t("security.sessions")}>
        <SessionList />
      </SettingsSection>
    </SettingsPage>
  );
}
