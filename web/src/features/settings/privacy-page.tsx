import { toast } from "@/components/ui/toast-store";
import type { Preferences } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useMe } from "@/lib/me";

import { SettingsPage } from "./settings-page";
import { SwitchRow } from "./switch-row";
import { useChangeMe } from "./use-change-me";

const SWITCHES = [
  ["show_receipts", "privacy.receipts", "privacy.receiptsHint"],
  ["show_typing", "privacy.typing", "privacy.typingHint"],
  ["show_last_seen", "privacy.lastSeen", "privacy.lastSeenHint"],
] as const satisfies [keyof Preferences, string, string][];

/** What others may see of me. Hiding mine hides nothing of theirs from me. */
export function PrivacyPage() {
  const me = useMe();
  const changeMe = useChangeMe();
  function choose(name: (typeof SWITCHES)[number][0], on: boolean) {
    changeMe({ preferences: { [name]: on } }).catch((error: unknown) =>
      toast(describeError(error), { tone: "danger" }),
    );
  }
  return (
    <SettingsPage title={t("privacy.title")} body={t("privacy.body")}>
      <div className="flex flex-col">
        {SWITCHES.map(([name, label, hint]) => (
          <SwitchRow
            key={name}
            label={t(label)}
            hint={t(hint)}
            on={me?.preferences[name] ?? true}
            disabled={!me}
            onChange={(on) => choose(name, on)}
          />
        ))}
      </div>
    </SettingsPage>
  );
}
