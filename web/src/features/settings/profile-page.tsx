import { Avatar } from "@/components/ui/avatar";
import { t } from "@/lib/i18n/translate";

import { EmailForm } from "./email-form";
import { MyFace } from "./my-face";
import { MyStorage } from "./my-storage";
import { ProfileForm } from "./profile-form";
import { SettingsPage, SettingsSection, useSettingsMe } from "./settings-page";

export function ProfilePage() {
  const me = useSettingsMe();
  return (
    <SettingsPage title={t("profile.title")} body={t("profile.body")}>
      <SettingsSection>
        <div className="flex items-center gap-4">
          <Avatar id={me.id} name={me.name} picture={me.picture_id} size="large" />
          <div className="min-w-0">
            <p className="truncate text-title font-semibold">
              <bdi>{me.name}</bdi>
            </p>
            <p className="truncate text-body text-muted">
              <bdi>@{me.username}</bdi>
            </p>
          </div>
        </div>
        <MyFace me={me} />
        <ProfileForm me={me} />
      </SettingsSection>
      <SettingsSection title={t("profile.emailTitle")} body={t("profile.emailBody")}>
        <EmailForm me={me} />
      </SettingsSection>
      <SettingsSection title={t("storage.mine")} body={t("storage.mineBody")}>
        <MyStorage />
      </SettingsSection>
    </SettingsPage>
  );
}
